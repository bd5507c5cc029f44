/** Whether git would throw away sooner than it does by itself: what is lost has two weeks to be found. */
export function isSoon(date: string): boolean {
  const later =
    /^(never|false|\d+\.?(years?|months?)|([2-9]|\d{2,})\.?weeks?|(1[4-9]|[2-9]\d|\d{3,})\.?days?)(\.?ago)?$/i;
  return !later.test(date.replaceAll(" ", "."));
}
