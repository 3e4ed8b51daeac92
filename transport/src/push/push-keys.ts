import { DecodeError, equal } from '@ferraris/bytes'
import { apduName } from '@ferraris/dlms/apdu'
import type { OpeningKeys } from '@ferraris/dlms/push'
import { SecurityError, type SecuritySuite, SuiteKeys } from '@ferraris/dlms/security'
import { looksLikeP1 } from '@ferraris/iec62056-21'

/** Keys of a meter that pushes. Without `gak` its telegrams are read, but not authenticated. */
export interface PushKeys {
  readonly guek: Uint8Array
  readonly gak?: Uint8Array
  /** Of the meter; any meter, if absent. */
  readonly systemTitle?: Uint8Array
}

/** The keys that may open what comes under a system title; undefined if there are none. */
export function keysOf(all: readonly PushKeys[], systemTitle: Uint8Array): OpeningKeys | undefined {
  const fitting = all.filter(keys => keys.systemTitle === undefined || equal(keys.systemTitle, systemTitle))
  if (fitting.length === 0) return undefined
  const openers = fitting.map(openingKeys)
  return { unprotect: (title, octets) => firstThatFits(openers, title, octets) }
}

function firstThatFits(openers: readonly OpeningKeys[], title: Uint8Array, octets: Uint8Array) {
  let fault: unknown
  for (const opener of openers) {
    try {
      return opener.unprotect(title, octets)
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      fault = error
    }
  }
  throw fault
}

function openingKeys({ guek, gak }: PushKeys): OpeningKeys {
  const inSuite = (suite: SecuritySuite) => new SuiteKeys(guek, gak ?? guek, suite)
  const even = inSuite(guek.length === 32 ? 2 : 0)
  const odd = guek.length === 32 ? even : inSuite(1)
  const ofSuite = (control = 0) => ((control & 0x01) === 0 ? even : odd)
  if (gak !== undefined) return { unprotect: (title, octets) => ofSuite(octets[0]).unprotect(title, octets) }
  return { unprotect: (title, octets) => unverified(ofSuite(octets[0]), title, octets) }
}

/** Of keys without authentication key: what they decrypt has to look like what it should be. */
function unverified(keys: SuiteKeys, title: Uint8Array, octets: Uint8Array) {
  const plaintext = keys.peek(title, octets)
  if (!notifications.has(apduName(plaintext[0] ?? 0)) && !looksLikeP1(plaintext))
    throw new SecurityError(
      'tag-mismatch',
      'the content is no push: the encryption key (GUEK) may be another; the authentication key (GAK) would tell',
    )
  if (octets.length < 5)
    throw new DecodeError('truncated', octets.length, 'security header of 5 octets expected')
  const [control = 0, a = 0, b = 0, c = 0, d = 0] = octets
  return { control, invocationCounter: a * 0x1000000 + ((b << 16) | (c << 8) | d), plaintext }
}

const notifications: ReadonlySet<string | undefined> = new Set([
  'data-notification',
  'event-notification-request',
  'information-report-request',
])
