/** What a reporter does at the moments that it has nothing to say about. */
export const silence = async (): Promise<void> => {};
