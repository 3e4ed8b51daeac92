import { randomBytes } from 'node:crypto'
import { toHex } from '@ferraris/bytes'
import { readJson, writeJson } from '../data-folder.ts'

/** What the maker of a customer's device tells the distributor, and the home that it stands in. */
export interface CustomerPlate {
  /** Serial number of the home's meter. */
  readonly meter: string
  /** The device's name with its maker. */
  readonly id: string
  /** Address on the power line. */
  readonly aca: string
  /** Sixteen octets, hex. It serves as operating key, too, as in the campaign of 2018. */
  readonly initialKey: string
  readonly pod: string
  /** W. */
  readonly contractPower: number
}

const file = 'customer-devices.json'

/** A home that may have a device: its meter, and the number of that among the meters of the district. */
export interface Home {
  readonly meter: string
  readonly number: number
  readonly contractPower: number
}

/** The devices of a data folder; none for one without. Throws DistrictError. */
export function readCustomerPlates(folder: string): readonly CustomerPlate[] {
  return (readJson(folder, file, 'keys-damaged') as CustomerPlate[] | undefined) ?? []
}

/** The devices of some homes: those that are kept, and new ones where there were none. Throws DistrictError. */
export function completePlates(folder: string, homes: readonly Home[]): readonly CustomerPlate[] {
  const kept = readCustomerPlates(folder)
  const added = homes.filter(({ meter }) => !kept.some(plate => plate.meter === meter)).map(newPlate)
  if (added.length === 0) return kept
  const plates = [...kept, ...added]
  writeJson(folder, file, plates)
  return plates
}

function newPlate({ meter, number, contractPower }: Home): CustomerPlate {
  const digits = String(number)
  return {
    meter,
    id: `DU-${digits.padStart(6, '0')}`,
    // Two letters of the maker, and the number; 03 at the front is that of no device.
    aca: `4455${digits.padStart(8, '0')}`,
    initialKey: toHex(randomBytes(16)),
    pod: `IT001E${digits.padStart(8, '0')}`,
    contractPower,
  }
}
