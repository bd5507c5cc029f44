/** Whether a version is in a range such as `^20.19.0 || ^22.12.0 || >=24`; what comes after the second number is not looked at. */
export function holds(range: string, version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  return range.split("||").some((part) => {
    const [first = 0, second = 0] = numbers(part);
    if (major === first) return minor >= second;
    return part.includes(">=") && major > first;
  });
}

function numbers(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}
