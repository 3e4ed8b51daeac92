import type { ApduForm } from '../findings.ts'

/** What an APDU is about, in a few words: `get-request-normal 1.0.1.8.0.255:2`, for what is ciphered what is inside. */
export function titleOf(form: ApduForm): string {
  const inner = form.inner as ApduForm | undefined
  if (inner !== undefined) return titleOf(inner)
  return `${form.apdu} ${subjectOf(form)}`.trim()
}

/** The same for its own layer, which shows its name already; how a ciphered one is protected. */
export function aboutOf(form: ApduForm): string {
  const { apdu, tagValid } = { apdu: form.apdu, ...(form.security as { tagValid?: boolean } | undefined) }
  if (form.security !== undefined)
    return tagValid === undefined ? '' : tagValid ? 'authentic' : 'authentication tag is wrong'
  const kind = /-(normal|next|with-.*|last-.*|datablock)$/.exec(apdu)?.[1] ?? ''
  return [kind, subjectOf(form)].filter(text => text !== '').join(' ')
}

function subjectOf(form: ApduForm): string {
  const { obis, attribute, method, list, blockNumber, result, serviceError, security } = form
  if (typeof obis === 'string') return `${obis}:${attribute ?? method}`
  if (Array.isArray(list)) return `of ${list.length}`
  if (blockNumber !== undefined) return `block ${blockNumber}`
  if (typeof result === 'string') return result
  if (isRefusal(result)) return result.error
  if (typeof serviceError === 'string') return serviceError
  return security === undefined ? '' : '(encrypted)'
}

function isRefusal(result: unknown): result is { error: string } {
  return typeof result === 'object' && result !== null && 'error' in result
}
