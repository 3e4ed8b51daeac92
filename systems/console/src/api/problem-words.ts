import type { Text } from '../i18n/use-text.ts'
import { ProblemError } from './problem.ts'

/** Problems of the head-end that the console has words for; the detail, which is in English, stands in them where it adds something. */
const known = [
  'invalid-request',
  'sign-in-refused',
  'password-wrong',
  'role-too-low',
  'not-found',
  'already-exists',
  'in-use',
  'token-without-password',
  'last-administrator',
  'environment-token',
  'meter-busy',
  'meter-not-callable',
  'meter-not-on-line',
  'meter-keys-missing',
  'field-device-not-approved',
  'too-many-attempts',
  'internal',
  'meter-refused',
  'meter-silent',
  'session-failed',
  'concentrator-away',
  'store-unreachable',
] as const

/** The cause in one line, in the language in use; a problem that is new to the console in the head-end's words. */
export function reasonOf(error: unknown, t: Text): string {
  if (!(error instanceof ProblemError)) return String(error)
  const { status, code, detail, title } = error
  if (status === 0) return t('problem.unreachable')
  const named = known.find(one => one === code)
  if (named !== undefined) return t(`error.${named}`, { detail })
  if (status === 403) return t('problem.forbidden')
  return detail || title || t('problem.status', { status })
}
