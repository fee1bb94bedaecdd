declare module '*.sh' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how bundlers hand over a text file.
  export default text;
}

declare module '*.py' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how bundlers hand over a text file.
  export default text;
}
