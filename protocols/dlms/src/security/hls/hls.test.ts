import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { decodeData } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { aare } from '../../acse/aare.ts'
import { aarq } from '../../acse/aarq.ts'
import { actionRequest, actionResponse } from '../../apdu/services/action.ts'
import { untagged } from '../../apdu/tagged.ts'
import { aesAnswer } from '../aes-answer.ts'
import { openApdu } from '../envelope.ts'
import { PrivateKey, PublicKey } from '../keys/elliptic-curve.ts'
import { SuiteKeys } from '../keys/suite-keys.ts'
import { digestHls, ecdsaHls, type Hls, manufacturerHls } from './hls.ts'

const file = join(import.meta.dirname, '../../../../../../shared/vectors/dlms/sessions.json')

interface Session {
  readonly name: string
  readonly keys: Record<string, string>
  readonly messages: { readonly from: string; readonly hex: string }[]
}

/** What two foreign machines said to each other in the four passes of high-level security. */
function passes({ keys, messages }: Session) {
  const [request, answer, proof, reply] = messages.map(({ hex }) => fromHex(hex).subarray(8))
  const [asked, answered] = [decode(aarq, request!), decode(aare, answer!)]
  const title = (octets: Uint8Array | undefined) => octets ?? new Uint8Array()
  const [client, server] = [title(asked.callingApTitle), title(answered.respondingApTitle)]
  const plain = (apdu: Uint8Array, from: Uint8Array) => {
    if (keys.guek === undefined) return apdu
    const ring = { keys: new SuiteKeys(fromHex(keys.guek), fromHex(keys.gak!), 1) }
    const peers = { ownTitle: from === client ? server : client, peerTitle: from }
    return openApdu({ ring, dedicated: undefined, ...peers }, apdu).plain
  }
  const sent = untagged(actionRequest, plain(proof!, client))
  const returned = untagged(actionResponse, plain(reply!, server))
  if (sent.kind !== 'action-request-normal' || returned.kind !== 'action-response-normal') throw new Error()
  const { returnParameters } = returned.response
  if (returnParameters?.kind !== 'data') throw new Error()
  const octetsOf = (data: Uint8Array) => decodeData(data).value as Uint8Array
  return {
    ctos: asked.callingAuthenticationValue!,
    stoc: answered.respondingAuthenticationValue!,
    client,
    server,
    clientProof: octetsOf(sent.parameters!),
    serverProof: octetsOf(returnParameters.data),
  }
}

const mechanisms: Record<string, (keys: Record<string, string>, side: 'client' | 'server') => Hls> = {
  'wrapper-hls2-aes-secret': ({ password }) => manufacturerHls(aesAnswer(fromHex(password!))),
  'wrapper-hls4-sha1': ({ password }) => digestHls('high-sha1', fromHex(password!)),
  'suite1-ecdsa': (keys, side) =>
    ecdsaHls({
      own: new PrivateKey(new Uint8Array(32).fill(1)),
      peer: () => new PublicKey(fromHex(keys[`${side}SigningPublicKey`]!)),
    }),
}

describe('proofs of machines that are not ours', () => {
  if (!existsSync(file)) {
    test.skip('skipped: the recorded sessions are not there')
    return
  }
  const sessions = JSON.parse(readFileSync(file, 'utf8')) as Session[]
  test.each(Object.keys(mechanisms))('are verified, and no others: %s', name => {
    const session = sessions.find(it => it.name === name)!
    const { ctos, stoc, client, server, clientProof, serverProof } = passes(session)
    const asked = { proverTitle: client, verifierTitle: server, received: stoc, sent: ctos }
    const returned = { proverTitle: server, verifierTitle: client, received: ctos, sent: stoc }
    const ofClient = mechanisms[name]!(session.keys, 'client')
    const ofServer = mechanisms[name]!(session.keys, 'server')
    expect(ofClient.verify(asked, clientProof)).toBe(true)
    expect(ofServer.verify(returned, serverProof)).toBe(true)
    expect(ofServer.verify(returned, clientProof)).toBe(false)
    expect(ofClient.verify(asked, clientProof.subarray(1))).toBe(false)
  })
})
