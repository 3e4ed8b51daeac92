import { concat, fromHex, toHex } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { decodeUntagged, toDescriptionForm, toVectorForm, typeDescription } from '@ferraris/cosem'
import { defineErrors } from '@ferraris/errors'
import { type HlsProof, hlsMd5, hlsSha1, hlsSha256 } from '../../security/hls/hls-digest.ts'
import { PrivateKey, PublicKey } from '../../security/keys/elliptic-curve.ts'
import { deriveKey, type KeyAlgorithm, keyAlgorithms } from '../../security/keys/key-derivation.ts'
import { unwrapKey, wrapKey } from '../../security/keys/key-wrap.ts'
import { SuiteKeys } from '../../security/keys/suite-keys.ts'

/** Computations around telegrams that people check by hand: what goes in, as hex, by name. */
export type Given = Readonly<Record<string, unknown>>

/** Text that is not what a computation needs. */
export class GivenError extends defineErrors(
  'input',
  {
    'member-invalid': [
      'input',
      'is not what the computation needs',
      'compare it with the example of its kind',
    ],
  },
  ({ path, detail }) => `${path} ${detail}`,
) {
  constructor(path: string, detail: string) {
    super('member-invalid', detail, { path })
  }
}

/**
 * By kind: answers to HLS challenges, signatures, agreed keys, wrapped keys, buffers of compact data (class 62). Each
 * throws GivenError, HexError, SecurityError, RangeError or DecodeError for what it cannot use.
 */
export const proofs: Readonly<Record<string, (given: Given) => object>> = {
  hls: hlsAnswers,
  'ecdsa-verify': given => ({
    valid: new PublicKey(octets(given, 'signerPublicKey')).verify(
      octets(given, 'messageHex'),
      octets(given, 'signatureHex'),
    ),
  }),
  'key-agreement': agreedKey,
  'key-wrap': given => ({
    ...(given.key !== undefined && {
      wrappedHex: toHex(wrapKey(octets(given, 'kek'), octets(given, 'key'))),
    }),
    ...(given.wrappedHex !== undefined && {
      key: toHex(unwrapKey(octets(given, 'kek'), octets(given, 'wrappedHex'))),
    }),
  }),
  'compact-data-class62': given => {
    const template = decode(typeDescription, octets(given, 'templateDescriptionHex'))
    const value = decodeUntagged(octets(given, 'compactBufferHex'), template)
    return { template: toDescriptionForm(template), value: toVectorForm(value) }
  },
}

function octets(given: Given, member: string): Uint8Array {
  const text = given[member]
  if (typeof text !== 'string') throw new GivenError(member, 'is missing; give it as hex')
  return fromHex(text)
}

function suiteOf({ suite }: Given): 1 | 2 {
  if (suite !== 1 && suite !== 2) throw new GivenError('suite', 'must be 1 or 2')
  return suite
}

/** What each side answers: the client to StoC, the server to CtoS. */
function hlsAnswers(given: Given): object {
  const clientTitle = octets(given, 'clientSystemTitle')
  const serverTitle = octets(given, 'serverSystemTitle')
  const ctos = octets(given, 'ctos')
  const stoc = octets(given, 'stoc')
  if (given.mechanism === 5) return gmacAnswers(given, clientTitle, serverTitle, ctos, stoc)
  const answer = digests[Number(given.mechanism)]
  if (answer === undefined) throw new GivenError('mechanism', 'must be 3, 4, 5 or 6')
  const secret = octets(given, 'secret')
  const client = { secret, proverTitle: clientTitle, verifierTitle: serverTitle, received: stoc, sent: ctos }
  const server = { secret, proverTitle: serverTitle, verifierTitle: clientTitle, received: ctos, sent: stoc }
  return { fStoC: toHex(answer(client)), fCtoS: toHex(answer(server)) }
}

/** HLS 5; the counters that the two sides used are numbers or hex. */
function gmacAnswers(
  given: Given,
  clientTitle: Uint8Array,
  serverTitle: Uint8Array,
  ctos: Uint8Array,
  stoc: Uint8Array,
): object {
  const from = { ...given, ...(given.keys as object | undefined) }
  const keys = new SuiteKeys(octets(from, 'guek'), octets(from, 'gak'))
  return {
    fStoC: toHex(keys.answerChallenge(clientTitle, counterOf(given, 'client'), stoc)),
    fCtoS: toHex(keys.answerChallenge(serverTitle, counterOf(given, 'server'), ctos)),
  }
}

/** A counter goes by several names: `clientInvocationCounter`, `icClient`, or one `invocationCounter` for both. */
function counterOf(given: Given, side: 'client' | 'server'): number {
  const counters = Object.keys(given).filter(member => /counter|^ic|ic$/i.test(member))
  const own = counters.find(member => member.toLowerCase().includes(side)) ?? counters[0]
  const value = own === undefined ? 0 : given[own]
  return typeof value === 'number' ? value : Number.parseInt(String(value), 16) || 0
}

const digests: Readonly<Record<number, (proof: HlsProof) => Uint8Array>> = {
  3: hlsMd5,
  4: hlsSha1,
  6: hlsSha256,
}

/** Z and the key derived from it: from one side's private key and the other side's public key. */
function agreedKey(given: Given): object {
  const suite = suiteOf(given)
  const { algorithm } = given
  if (!isAlgorithm(algorithm))
    throw new GivenError('algorithm', `must be one of ${Object.keys(keyAlgorithms).join(', ')}`)
  const own = holder(given, 'PrivateKey', () => true)
  const other = holder(given, 'PublicKey', name => name !== own)
  const z = new PrivateKey(octets(given, `${own}PrivateKey`)).agree(
    new PublicKey(octets(given, `${other}PublicKey`)),
  )
  const transaction = given.transactionId === undefined ? new Uint8Array() : octets(given, 'transactionId')
  const [u, v] = 'originatorSystemTitle' in given ? ['originator', 'recipient'] : ['client', 'server']
  const partyU = concat(octets(given, `${u}SystemTitle`), transaction)
  const key = deriveKey(suite, z, algorithm, partyU, octets(given, `${v}SystemTitle`))
  return { z: toHex(z), key: toHex(key) }
}

function isAlgorithm(value: unknown): value is KeyAlgorithm {
  return typeof value === 'string' && Object.hasOwn(keyAlgorithms, value)
}

/** The holder of the key in a member of that ending: `ephemeral` of `ephemeralPrivateKey`. */
function holder(given: Given, ending: string, wanted: (name: string) => boolean): string {
  const names = Object.keys(given)
    .filter(member => member.endsWith(ending))
    .map(member => member.slice(0, -ending.length))
  const name = names.find(wanted)
  if (name === undefined) throw new GivenError(ending, 'of a second party is missing; give it as hex')
  return name
}
