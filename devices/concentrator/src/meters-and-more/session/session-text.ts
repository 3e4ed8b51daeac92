import type { ClientCounter } from '@ferraris/smitp/session'

/** A session's counter as the store keeps it. */
export function sessionText({ used, proven }: ClientCounter): string {
  return `${used} ${proven}`
}

export function sessionFrom(text: string | undefined): ClientCounter | undefined {
  const [used, proven] = text?.split(' ') ?? []
  return used === undefined || proven === undefined
    ? undefined
    : { used: BigInt(used), proven: BigInt(proven) }
}
