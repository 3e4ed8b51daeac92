import type { ClientCounter } from '@ferraris/smitp/session'

/** A session's counter as the store keeps it. */
export function sessionText({ used, proven }: ClientCounter): string {
  return `${used} ${proven}`
}

/** Undefined for what is no such text: a challenge then learns the counter anew. */
export function sessionFrom(text = ''): ClientCounter | undefined {
  const [, used, proven] = /^(\d+) (\d+)$/.exec(text) ?? []
  return used === undefined || proven === undefined
    ? undefined
    : { used: BigInt(used), proven: BigInt(proven) }
}
