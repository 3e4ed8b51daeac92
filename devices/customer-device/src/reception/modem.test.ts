import { concat } from '@ferraris/bytes'
import { encodeLinkData, openModem, openSerialLink, stepModem, stepSerialLink } from '@ferraris/smitp/host'
import { aca } from '@ferraris/smitp/mac'
import { notificationFrames } from '@ferraris/smitp/notification'
import { layCable, socatIsHere } from '@ferraris/testing'
import { type OctetLine, openSerial } from '@ferraris/transport'
import { afterEach, expect, test } from 'vitest'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { listenToModem } from './modem.ts'

const address = aca('4D4143000001')
const place = { baud: 57_600, bits: 8, parity: 'none', stop: 1 } as const
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Time stands still at both ends: the link waits 10 ms between two octets, which a busy machine may take longer for. */
const now = 0

/** Both ends of a serial cable, and what a device hears at one of them. */
async function cable(): Promise<{ modem: OctetLine; heard: () => Promise<Uint8Array> }> {
  const laid = await layCable()
  ends.push(() => laid.unplug())
  const [modem, line] = [
    await openSerial({ path: laid.ends[0], ...place }),
    await openSerial({ path: laid.ends[1], ...place }),
  ]
  ends.push(
    () => modem.close(),
    () => line.close(),
  )
  let waiting: ((apdu: Uint8Array) => void) | undefined
  const come: Uint8Array[] = []
  listenToModem({
    line,
    address,
    now: () => now,
    onApdu(apdu) {
      if (waiting === undefined) come.push(apdu)
      else waiting(apdu)
      waiting = undefined
    },
    onClosed() {},
  })
  function heard(): Promise<Uint8Array> {
    const first = come.shift()
    if (first !== undefined) return Promise.resolve(first)
    return new Promise(resolve => {
      waiting = resolve
    })
  }
  return { modem, heard }
}

test.runIf(socatIsHere())(
  'uc FE-5 a modem brings what is for this device, and is given nothing for the mains',
  async () => {
    const { modem, heard } = await cable()
    let state = openModem()
    let sentToMains = 0
    function step(input: Parameters<typeof stepModem>[1]): void {
      const [next, outputs] = stepModem(state, input, now)
      state = next
      for (const output of outputs) {
        if (output.kind === 'write') modem.write(output.octets)
        if (output.kind === 'transmit') sentToMains++
      }
    }
    modem.attach({ onOctets: octets => step({ kind: 'octets', octets }), onClosed() {} })
    const meter = new SendingMeter()
    const [mine, contract] = [meter.power(400, noon), concat(meter.power(1, noon), new Uint8Array(150))]
    const reception = { snr: 20, signal: 80, inPhase: true }
    for (const psdu of [
      ...notificationFrames(aca('4D4143000009'), meter.power(9, noon), 1),
      ...notificationFrames(address, mine, 2),
      ...notificationFrames(address, contract, 3),
    ])
      step({ kind: 'heard', psdu, reception })
    expect(await heard()).toEqual(mine)
    // Longer than one frame: it came in segments.
    expect(await heard()).toEqual(contract)
    expect(sentToMains).toBe(0)
  },
)

test.runIf(socatIsHere())('a modem for customers’ devices hands over the data of its slave', async () => {
  const { modem, heard } = await cable()
  let link = openSerialLink()
  function step(input: Parameters<typeof stepSerialLink>[1]): void {
    const [next, outputs] = stepSerialLink(link, input, now)
    link = next
    for (const output of outputs) if (output.kind === 'write') modem.write(output.octets)
  }
  modem.attach({ onOctets: octets => step({ kind: 'octets', octets }), onClosed() {} })
  const apdu = new SendingMeter().power(400, noon)
  const [frame] = notificationFrames(address, apdu, 1)
  for (const protocol of ['slave-application', 'slave-dsap-1'] as const)
    step({
      kind: 'send',
      code: 'slave-data.indication',
      payload: encodeLinkData({ protocol, request: 1, frame: frame! }),
    })
  expect(await heard()).toEqual(apdu)
})
