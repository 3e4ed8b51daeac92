import { defined } from '@ferraris/bytes'
import type { MechanismName } from '../../acse/names.ts'
import { digestHls, ecdsaHls, gmacHls, type Hls, manufacturerHls } from '../../security/hls/hls.ts'
import { isCiphering } from '../../security/security-control.ts'
import type { ClientSettings } from '../state.ts'

const digestNames = { md5: 'high-md5', sha1: 'high-sha1', sha256: 'high-sha256' } as const

/** High-level security as the settings ask for it; undefined for none and for a password. */
export function hlsOf({ authentication, security }: ClientSettings): Hls | undefined {
  switch (authentication.mechanism) {
    case 'none':
    case 'low':
      return undefined
    case 'manufacturer':
      return manufacturerHls(authentication.answer)
    case 'md5':
    case 'sha1':
    case 'sha256':
      return digestHls(digestNames[authentication.mechanism], authentication.secret)
    case 'gmac':
      return security && gmacHls(security.keys)
    case 'ecdsa':
      return ecdsaHls(authentication.signing)
  }
}

/** The name of the mechanism in AARQ; none without authentication. */
export function mechanismOf(settings: ClientSettings): MechanismName | undefined {
  return settings.authentication.mechanism === 'low' ? 'low' : hlsOf(settings)?.mechanism
}

/** Our system title; undefined where the association needs none: old meters refuse what they do not expect. */
export function clientTitle(settings: ClientSettings): Uint8Array | undefined {
  return settings.security?.systemTitle ?? (hlsOf(settings)?.needsTitles ? settings.systemTitle : undefined)
}

/** What the client puts into AARQ: its password, or its challenge. */
export function authenticationValue({ authentication }: ClientSettings): Uint8Array | undefined {
  if (authentication.mechanism === 'none') return undefined
  return authentication.mechanism === 'low' ? authentication.password : authentication.challenge
}

/** Throws TypeError for settings that do not fit together. */
export function checkAuthentication(settings: ClientSettings): void {
  const { security } = settings
  if (security?.protection.signed && !isCiphering(security.protection))
    throw new TypeError('a signature alone does not stop replays: authenticate or encrypt as well')
  const { mechanism } = settings.authentication
  if (mechanism === 'gmac' && settings.security === undefined)
    throw new TypeError('authentication gmac needs security: system title and keys')
  const hls = hlsOf(settings)
  if (hls === undefined) return
  const [least, most] = hls.challenge
  const { length } = defined(authenticationValue(settings), 'the challenge')
  if (length < least || length > most)
    throw new TypeError(
      `a challenge of authentication ${mechanism} has ${least} to ${most} octets, not ${length}`,
    )
  if (hls.needsTitles && clientTitle(settings)?.length !== 8)
    throw new TypeError(`authentication ${mechanism} needs a system title of 8 octets`)
}
