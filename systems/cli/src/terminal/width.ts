/** Columns of the terminal; where there is none, such as in a pipe, as many as a wide one has. */
export function columns(stream: NodeJS.WriteStream): number {
  return (stream.isTTY ? stream.columns : 0) || 120
}
