import type { Text, TextId } from '../i18n/use-text.ts'
import { ProblemError } from './problem.ts'

/** What the console says of each problem of the head-end; the detail, which is in English, only where it adds something. */
const words = {
  'invalid-request': 'error.invalid-request',
  'sign-in-refused': 'error.sign-in-refused',
  'password-wrong': 'error.password-wrong',
  'role-too-low': 'error.role-too-low',
  'not-found': 'error.not-found',
  'already-exists': 'error.already-exists',
  'in-use': 'error.in-use',
  'token-without-password': 'error.token-without-password',
  'last-administrator': 'error.last-administrator',
  'environment-token': 'error.environment-token',
  'meter-busy': 'error.meter-busy',
  'meter-not-callable': 'error.meter-not-callable',
  'meter-not-on-line': 'error.meter-not-on-line',
  'meter-keys-missing': 'error.meter-keys-missing',
  'field-device-not-approved': 'error.field-device-not-approved',
  'too-many-attempts': 'error.too-many-attempts',
  internal: 'error.internal',
  'meter-refused': 'error.meter-refused',
  'meter-silent': 'error.meter-silent',
  'session-failed': 'error.session-failed',
  'concentrator-away': 'error.concentrator-away',
  'store-unreachable': 'error.store-unreachable',
} as const satisfies Record<string, TextId>

/** The cause in one line, in the language in use; a problem that is new to the console in the head-end's words. */
export function reasonOf(error: unknown, t: Text): string {
  if (!(error instanceof ProblemError)) return String(error)
  const { status, code, detail, title } = error
  if (status === 0) return t('problem.unreachable')
  if (isKnown(code)) return t(words[code], { detail })
  if (status === 403) return t('problem.forbidden')
  return detail || title || t('problem.status', { status })
}

function isKnown(code: string): code is keyof typeof words {
  return Object.hasOwn(words, code)
}
