/** A message for people: stderr, so that stdout holds results alone. */
export function say(message: string): void {
  return void process.stderr.write(`${message}\n`)
}

/** Writes the result of a command: one JSON document, or text for people. */
export function show(json: boolean | undefined, document: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(document, jsonValue)}\n` : `${text()}\n`)
}

/** Whole numbers beyond 2^53 stay exact as text. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
