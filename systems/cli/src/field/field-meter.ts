import { isSmitpUri } from '@ferraris/transport'
import type { ClockReading } from '../meter/read/clock.ts'
import { type ConnectOptions, withMeter } from '../meter/open/open-meter.ts'
import type { Plain } from '../meter/values/plain-value.ts'
import type { ReadRows } from '../meter/read/read.ts'
import type { ProfileRange } from '../meter/read/read-profile.ts'
import type { ReadRegister } from '../meter/read/read-registers.ts'
import type { Written } from '../meter/operate/write.ts'
import { type SmitpOptions, withSmitpMeter } from '../meter/open/open-smitp-meter.ts'
import { cosemFieldMeter } from './cosem-field-meter.ts'
import { tableFieldMeter } from './table-field-meter.ts'

/** What is done at a meter on site, whichever of its faces one looks at. Each member throws Refusal where it may not. */
export interface FieldMeter {
  registers(): Promise<readonly ReadRegister[]>
  profile(name: string, range: ProfileRange): Promise<ReadRows>
  clock(): Promise<ClockReading>
  /** Sets the clock to ours. */
  setClock(): Promise<ClockReading>
  switchState(): Promise<Plain>
  operateSwitch(order: SwitchOrder): Promise<Plain>
  /** OBIS:attribute, and the value as text. */
  write(attribute: string, value: string): Promise<Pick<Written, 'before' | 'after'>>
  /** What stands in an attribute. */
  attribute(attribute: string): Promise<Plain>
  firmware(): Promise<string>
  /** Brings an image to the meter, of which parts may be there already, and activates it. */
  loadFirmware(image: Uint8Array, version: string): Promise<string>
}

export type SwitchOrder = 'disconnect' | 'reconnect'

export type FieldOptions = ConnectOptions & SmitpOptions & { readonly json?: boolean }

/** Reaches a meter by whatever its URI says, does the work and takes leave. */
export function withFieldMeter<T>(
  uri: string,
  options: FieldOptions,
  work: (meter: FieldMeter) => Promise<T>,
): Promise<T> {
  return isSmitpUri(uri)
    ? withSmitpMeter(uri, options, meter => work(tableFieldMeter(meter)))
    : withMeter(uri, options, meter => work(cosemFieldMeter(meter)))
}
