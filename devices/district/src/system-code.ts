/** What the operating system calls the cause of a failure, `EACCES` for example. */
export function systemCodeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause)
}
