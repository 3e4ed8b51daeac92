import type { ClientCounter } from '@ferraris/smitp/session'

/** A session's counter as the store keeps it. */
export function sessionText({ used, proven }: ClientCounter): string {
  return `${used} ${proven}`
}

export function sessionFrom(text: string | undefined): ClientCounter | undefined {
  if (text === undefined) return undefined
  const [used, proven] = text.split(' ').map(BigInt)
  return { used, proven }
}
