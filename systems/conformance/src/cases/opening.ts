import { decode, encode } from '@ferraris/codec'
import { conformanceOf } from '@ferraris/dlms'
import { type Aare, type Aarq, type Apdu, anyApdu } from '@ferraris/dlms/apdu'
import { obisCodes } from '@ferraris/metering'
import { apduOf, type Bench } from '../bench.ts'
import { octetsOf } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { claims, must } from '../verdict.ts'

type InitiateRequest = Extract<Apdu, { readonly apdu: 'initiate-request' }>['value']

const usual: InitiateRequest = {
  responseAllowed: true,
  proposedDlmsVersionNumber: 6,
  proposedConformance: conformanceOf(
    'get',
    'set',
    'action',
    'selective-access',
    'block-transfer-with-get-or-read',
  ),
  clientMaxReceivePduSize: 0xffff,
}

/** An AARQ of the public client, with what a case changes. */
function aarqOf(initiate: Partial<InitiateRequest> = {}, aarq: Partial<Aarq> = {}): Uint8Array {
  return octetsOf({
    apdu: 'aarq',
    value: {
      applicationContextName: 'logical-name',
      userInformation: encode(anyApdu, { apdu: 'initiate-request', value: { ...usual, ...initiate } }),
      ...aarq,
    },
  })
}

async function aareOf(bench: Bench, aarq: Uint8Array): Promise<Aare | undefined> {
  const talk = await bench.talk(bench.subject.publicClient)
  const answer = apduOf(await talk.exchange(aarq))
  if (answer === undefined || answer.apdu === 'exception-response') return undefined
  must(answer.apdu === 'aare', `${answer.apdu} in answer to AARQ`)
  return answer.value
}

function reasonOf(aare: Aare): string {
  return `${aare.result}, ${aare.resultSourceDiagnostic.source} ${aare.resultSourceDiagnostic.reason}`
}

/** The server may refuse with AARE, or say nothing; it must not accept. */
async function mustRefuse(bench: Bench, aarq: Uint8Array, reasons: readonly string[]): Promise<void> {
  const aare = await aareOf(bench, aarq)
  if (aare === undefined) return await bench.stillServes()
  must(aare.result !== 'accepted', 'accepted')
  const { reason } = aare.resultSourceDiagnostic
  must(reasons.includes(reason), `refused with ${reason}; one of ${reasons.join(', ')} is expected`)
  await bench.stillServes()
}

/** The server must refuse the initiate with this reason. */
async function mustRefuseInitiate(
  bench: Bench,
  initiate: Partial<InitiateRequest>,
  expected: string,
): Promise<void> {
  const aare = await aareOf(bench, aarqOf(initiate))
  if (aare === undefined) return await bench.stillServes()
  must(aare.result !== 'accepted', 'accepted')
  const { userInformation } = aare
  if (userInformation !== undefined) {
    const answer = decode(anyApdu, userInformation)
    must(answer.apdu === 'confirmed-service-error', `${answer.apdu} in a refused AARE`)
    const { error } = answer.value
    const found = error.kind === 'initiate' ? error.reason : error.kind
    must(found === expected, `refused with ${found}; ${expected} is expected`)
  }
  await bench.stillServes()
}

/** AARQ and AARE. */
export const openingCases: readonly TestCase[] = [
  {
    id: 'opening.public-is-accepted',
    title: 'The public client is accepted, and AARE says what was negotiated',
    clause: 'IEC 62056-5-3, 7.2 and 9.4.2',
    async run(bench) {
      const aare = await aareOf(bench, aarqOf())
      must(aare !== undefined, 'no AARE')
      must(aare.result === 'accepted', `refused: ${reasonOf(aare)}`)
      must(aare.applicationContextName === 'logical-name', `context ${aare.applicationContextName}`)
      must(aare.resultSourceDiagnostic.reason === 'null', `diagnostic ${aare.resultSourceDiagnostic.reason}`)
      must(aare.userInformation !== undefined, 'no user information')
      const answer = decode(anyApdu, aare.userInformation)
      must(answer.apdu === 'initiate-response', `${answer.apdu} as user information`)
      const { value } = answer
      must(value.negotiatedDlmsVersionNumber === 6, `DLMS version ${value.negotiatedDlmsVersionNumber}`)
      must(value.vaaName === 7, `VAA name ${value.vaaName}; 7 means logical names`)
      must(
        (value.negotiatedConformance & ~usual.proposedConformance) === 0,
        'services negotiated that were not proposed',
      )
      must(
        value.serverMaxReceivePduSize === 0 || value.serverMaxReceivePduSize >= 12,
        `receive size ${value.serverMaxReceivePduSize}; at least 12 octets`,
      )
    },
  },
  {
    id: 'opening.unknown-context-is-refused',
    title: 'An application context that the server does not know is refused for that reason',
    clause: 'IEC 62056-5-3, 7.2.2.2',
    async run(bench) {
      // The name of the context ends in its number; there is none of number 99.
      const aarq = aarqOf()
      aarq[aarq.indexOf(0xa1) + 10] = 99
      await mustRefuse(bench, aarq, ['application-context-name-not-supported', 'no-reason-given'])
    },
  },
  {
    id: 'opening.ciphered-context-without-keys-is-refused',
    title: 'A ciphered context with a plain initiate is refused',
    clause: 'IEC 62056-5-3, 7.2.2.2 and 9.2.3',
    async run(bench) {
      const aarq = aarqOf({}, { applicationContextName: 'logical-name-ciphered' })
      await mustRefuse(bench, aarq, [
        'application-context-name-not-supported',
        'calling-AP-title-not-recognized',
        'authentication-required',
        'authentication-failure',
        'authentication-mechanism-name-required',
        'no-reason-given',
      ])
    },
  },
  {
    id: 'opening.old-version-is-refused',
    title: 'A DLMS version below 6 is refused for that reason',
    clause: 'IEC 62056-5-3, 7.3.1',
    run: bench => mustRefuseInitiate(bench, { proposedDlmsVersionNumber: 5 }, 'dlms-version-too-low'),
  },
  {
    id: 'opening.tiny-pdu-size-is-refused',
    title: 'A receive size below 12 octets is refused for that reason',
    clause: 'IEC 62056-5-3, 7.3.1',
    run: bench => mustRefuseInitiate(bench, { clientMaxReceivePduSize: 11 }, 'pdu-size-too-short'),
  },
  {
    id: 'opening.empty-conformance-is-refused',
    title: 'A client that proposes no service is refused for that reason',
    clause: 'IEC 62056-5-3, 7.3.1',
    run: bench => mustRefuseInitiate(bench, { proposedConformance: 0 }, 'incompatible-conformance'),
  },
  {
    id: 'opening.unused-fields-are-passed-over',
    title: 'Titles and identifiers that the server does not need do not disturb it',
    clause: 'ISO/IEC 8650-1',
    async run(bench) {
      const aare = await aareOf(
        bench,
        aarqOf({ proposedQualityOfService: 0 }, { calledApInvocationId: 1, callingApInvocationId: 2 }),
      )
      must(aare !== undefined, 'no AARE')
      must(aare.result === 'accepted', `refused: ${reasonOf(aare)}`)
    },
  },
  {
    id: 'opening.unknown-client-is-refused',
    title: 'A client address that the server does not know is not accepted',
    clause: 'IEC 62056-5-3, 4.6',
    async run(bench) {
      const { subject } = bench
      const strange = 121
      claims(strange !== subject.publicClient && strange !== subject.securedClient, 'client 121 is in use')
      const talk = await bench.talk(subject.publicClient, undefined, strange)
      const answer = apduOf(await talk.exchange(aarqOf()))
      must(answer?.apdu !== 'aare' || answer.value.result !== 'accepted', 'accepted')
    },
  },
  {
    id: 'opening.secured-needs-proof',
    title: 'The secured client is not accepted without authentication',
    clause: 'IEC 62056-5-3, 5.3 and 9.2.2',
    async run(bench) {
      const { securedClient } = bench.subject
      claims(securedClient !== undefined, 'no keys of a secured client were given')
      const talk = await bench.talk(securedClient)
      const answer = apduOf(await talk.exchange(aarqOf()))
      must(answer?.apdu !== 'aare' || answer.value.result !== 'accepted', 'accepted')
    },
  },
  {
    id: 'opening.release-ends',
    title: 'RLRQ is answered by RLRE, and then nothing is served',
    clause: 'IEC 62056-5-3, 9.4.3',
    async run(bench) {
      const talk = await bench.association(bench.subject.publicClient)
      const answer = apduOf(await talk.exchange(octetsOf({ apdu: 'rlrq', value: { reason: 'normal' } })))
      must(answer?.apdu === 'rlre', `${answer?.apdu ?? 'nothing'} in answer to RLRQ`)
      const after = apduOf(
        await talk.exchange(
          talk.prepare({
            service: 'get',
            items: [{ classId: 15, obis: obisCodes.currentAssociation, attribute: 1 }],
          }),
        ),
      )
      must(after?.apdu !== 'get-response', 'GET is still answered')
    },
  },
]
