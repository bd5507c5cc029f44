/** The text of a file, put in by the bundler. */
declare module "*?raw" {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- that is how bundlers hand it over
  export default text;
}
