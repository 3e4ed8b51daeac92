import {
  decodeAcknowledgement,
  decodeIdentification,
  decodeReadout,
  decodeSignOn,
  encodeAcknowledgement,
  encodeIdentification,
  encodeReadout,
  encodeSignOn,
  isCalled,
  readPush,
  readReadout,
  withoutParity,
  withParity,
} from '@ferraris/iec62056-21'
import {
  createOpeningClient,
  createOpeningServer,
  stepOpeningClient,
  stepOpeningServer,
} from '@ferraris/iec62056-21/opening'
import { type Target, texts } from '../target.ts'
import { vectorTexts } from '../vectors.ts'

const signOn = encodeSignOn('12345678')
const identification = encodeIdentification({
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '2',
  identification: 'FERRARIS1',
})
const acknowledgement = encodeAcknowledgement({ protocol: 'smitp', baudCharacter: '5', control: 'binary' })
const p1 = texts(
  '/FER5\\2FERRARIS1\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(261121120000W)\r\n1-0:1.8.1(004321.123*kWh)\r\n!0000\r\n',
)

/** The optical port before anything binary, and the data sets that customer ports send as text. */
export function opticalTargets(): Target[] {
  const telegrams = [...p1, ...vectorTexts('p1'), ...vectorTexts('iec62056-21')]
  const readout = encodeReadout([[{ address: '1.8.0', values: [{ value: '000123.4', unit: 'kWh' }] }]])
  return [
    {
      name: 'iec62056-21: sign-on',
      decode: octets => isCalled(decodeSignOn(octets), '00012345'),
      seeds: [signOn],
    },
    { name: 'iec62056-21: identification', decode: decodeIdentification, seeds: [identification] },
    { name: 'iec62056-21: acknowledgement', decode: decodeAcknowledgement, seeds: [acknowledgement] },
    { name: 'iec62056-21: parity', decode: withoutParity, seeds: [withParity(signOn)] },
    { name: 'iec62056-21: data read out', decode: decodeReadout, seeds: [readout, ...telegrams] },
    {
      name: 'iec62056-21: data read out, as far as sound',
      decode: readReadout,
      seeds: [readout, ...telegrams],
    },
    { name: 'iec62056-21: text of a customer port', decode: readPush, seeds: telegrams },
    {
      name: 'iec62056-21: opening, both sides',
      decode: octets => openBoth(octets),
      seeds: [signOn, identification, acknowledgement],
    },
  ]
}
const settings = {
  identification: { manufacturer: 'FER', baudCharacter: '5', capabilities: '2', identification: 'FERRARIS1' },
  address: '00012345',
  protocols: ['smitp', 'hdlc'],
  readout: () => encodeReadout([]),
} as const

/** The same octets to a meter that waits to be called and to a client that waits for a meter. */
function openBoth(octets: Uint8Array): void {
  const input = { kind: 'octets', octets } as const
  const [server] = stepOpeningServer(settings, createOpeningServer(), input, 5)
  stepOpeningServer(settings, server, input, 10)
  const [opened] = stepOpeningClient(createOpeningClient({ wanted: 'readout' }), { kind: 'open' }, 0)
  const [client] = stepOpeningClient(opened, input, 5)
  stepOpeningClient(client, input, 10)
}
