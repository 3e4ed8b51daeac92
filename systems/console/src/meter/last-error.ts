import type { Text } from '../i18n/use-text.ts'

/** Where sessions stop, as `lastError` begins with it. */
const layers = [
  'tcp',
  'udp',
  'serial',
  'hdlc',
  'mode-e',
  'line',
  'association',
  'security',
  'counter',
  'application',
  'inventory',
  'concentrator',
  'store',
] as const

/** Why the last session with a meter failed: in words where the layer is known, and in the head-end's own, which are English. */
export function lastErrorOf(
  lastError: string,
  t: Text,
): { readonly words?: string; readonly detail: string } {
  const [, prefix, message] = /^([a-z-]+): (.*)$/s.exec(lastError) ?? []
  const layer = layers.find(one => one === prefix)
  if (layer === undefined || message === undefined) return { detail: lastError }
  return { words: t(`meter.last-error.${layer}`), detail: message }
}
