import { at } from '@ferraris/bytes'
import { claims } from '../../verdict.ts'
import type { DeviceBench } from '../bench.ts'
import type { DeviceTestCase } from '../device-test-case.ts'
import { overloadFrame, powerFrame } from '../frames.ts'
import { clearFrame, weakFrame } from '../unsealed.ts'

const clause = 'IEC 62056-5-3, general-glo-ciphering, suite 0'
/** Seconds: longer than replicas and a full queue last. */
const longAfter = 900
/** Octets of the tag, at the end of a telegram. */
const tagLength = 12

function power(bench: DeviceBench) {
  return powerFrame(bench.moment(bench.day(1)))
}

/** A sealed frame with one octet changed, so many octets before its end. */
function altered(bench: DeviceBench, fromEnd: number): Uint8Array {
  const apdu = bench.meter().seal(power(bench))
  const place = apdu.length - fromEnd
  apdu[place] = at(apdu, place) ^ 0x01
  return apdu
}

function otherKey(key: Uint8Array): Uint8Array {
  return key.map(octet => octet ^ 0xff)
}

/** Day 1: what is not of the meter, or not as it was sent, is left. */
export const cipheringCases: readonly DeviceTestCase[] = [
  left('wrong-key', 'A frame under another encryption key is not counted', bench =>
    bench.meter().seal(power(bench), { encryptionKey: otherKey(bench.subject.sample.operatingKey) }),
  ),
  left('wrong-authentication-key', 'A frame under another authentication key is not counted', bench =>
    bench.meter().seal(power(bench), { authenticationKey: otherKey(bench.subject.sample.authenticationKey) }),
  ),
  left('bad-tag', 'A frame whose tag is wrong is not counted', bench => altered(bench, 1)),
  left('altered-text', 'A frame that was altered on its way is not counted', bench =>
    altered(bench, tagLength + 2),
  ),
  left('foreign-meter', 'A frame of another meter is not counted', bench =>
    bench.meter().seal(power(bench), { systemTitle: Uint8Array.of(0x58, 0x58, 0x58, 0, 0, 0, 0, 1) }),
  ),
  left('in-clear', 'A frame that is not ciphered is not counted', bench => clearFrame(power(bench))),
  left('not-encrypted', 'A frame that is authenticated and not encrypted is not counted', bench =>
    weakFrame(bench, power(bench), 0x10),
  ),
  left('not-authenticated', 'A frame that is encrypted and not authenticated is not counted', bench =>
    weakFrame(bench, power(bench), 0x20),
  ),
  {
    id: 'ciphering.replay',
    title: 'A frame that is sent again after later ones is not counted again',
    clause,
    async run(bench) {
      await bench.mustCount({ instPower: 1, alerts: 2 }, async () => {
        const early = await bench.send(overloadFrame(bench.moment(bench.day(1))))
        await bench.send(power(bench))
        await bench.send(overloadFrame(bench.moment(bench.day(1))))
        await bench.sendOctets(early)
      })
    },
  },
  {
    id: 'ciphering.held-back',
    title: 'A frame that was held back for long, its counter below the last one, is not counted',
    clause,
    async run(bench) {
      const { subject } = bench
      claims(subject.wait !== undefined, 'the time of the device cannot be made to pass')
      const held = bench.meter().seal(overloadFrame(bench.moment(bench.day(1))))
      await bench.counted(() => bench.send(power(bench)))
      await subject.wait(longAfter)
      await bench.mustCount({ instPower: 1 }, async () => {
        await bench.send(power(bench))
        await bench.sendOctets(held)
      })
    },
  },
  {
    id: 'ciphering.broken-telegrams',
    title: 'Broken telegrams are left, and frames that follow are received',
    clause,
    async run(bench) {
      const whole = bench.meter().seal(power(bench))
      await bench.mustCount({ alerts: 1 }, async () => {
        for (const length of [1, 10, whole.length - 1]) await bench.sendOctets(whole.slice(0, length))
        await bench.sendOctets(Uint8Array.from([0xdb, 0x08, ...new Uint8Array(40).fill(0xff)]))
        await bench.send(overloadFrame(bench.moment(bench.day(1))))
      })
    },
  },
]

function left(name: string, title: string, make: (bench: DeviceBench) => Uint8Array): DeviceTestCase {
  return {
    id: `ciphering.${name}`,
    title,
    clause,
    async run(bench) {
      await bench.mustCount({}, () => bench.sendOctets(make(bench)))
    },
  }
}
