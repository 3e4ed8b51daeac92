import { obis } from '@ferraris/cosem'
import { Refusal } from '../errors.ts'
import { readClock } from '../meter/read/clock.ts'
import { operateSwitch, setClock, switchState } from '../meter/operate/execute.ts'
import { intervalsOf } from '../meter/read/intervals.ts'
import { objectOf, readObjectList } from '../meter/read/object-list.ts'
import type { OpenMeter } from '../meter/open/open-meter.ts'
import { plainAttribute } from '../meter/values/plain-value.ts'
import { readAttributes } from '../meter/read/read-attributes.ts'
import { readProfile } from '../meter/read/read-profile.ts'
import { readRegisters } from '../meter/read/read-registers.ts'
import { parseFullTarget } from '../meter/values/target.ts'
import { writeTo } from '../meter/operate/write.ts'
import type { FieldMeter } from './field-meter.ts'

/** A meter by its COSEM objects. */
export function cosemFieldMeter(meter: OpenMeter): FieldMeter {
  const { session } = meter
  const attribute: FieldMeter['attribute'] = async text => {
    const { obis: name, id } = parseFullTarget(text, 'attribute')
    const { classId, class: of } = objectOf(await readObjectList(session), name)
    const [answer] = await readAttributes(session, [{ classId, obis: name, attribute: id }])
    if (answer?.data !== undefined) return plainAttribute(of, id, answer.data)
    throw new Refusal('application', answer?.refused ?? 'other-reason', `${text} was not read`)
  }
  return {
    registers: async () => readRegisters(session, await readObjectList(session)),
    async profile(name, range) {
      const profile = await readProfile(session, await readObjectList(session), obis(name), range)
      return { profile, intervals: intervalsOf(profile) }
    },
    clock: () => readClock(session),
    async setClock() {
      await setClock(meter)
      return await readClock(session)
    },
    switchState: () => switchState(meter),
    operateSwitch: async order => (await operateSwitch(meter, order === 'disconnect' ? 1 : 2)).result,
    write: (name, value) => writeTo(meter, name, value),
    attribute,
    firmware: async () => String(await attribute('1.0.0.2.0.255:2')),
    loadFirmware: () =>
      Promise.reject(
        new Refusal(
          'application',
          'not-supported',
          'images go to a meter through METERS AND MORE; name it with smitp+serial:// or smitp+tcp://',
        ),
      ),
  }
}
