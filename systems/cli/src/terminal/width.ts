/** Columns of the terminal; where there is none, such as in a pipe, as many as a wide one has. */
export const columns = (stream: NodeJS.WriteStream): number => (stream.isTTY ? stream.columns : 0) || 120
