import type { CustomerPlate } from '@ferraris/district'
import type { HeadEnd } from '@ferraris/head-end'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import type { MetersProcess } from './meters-process.ts'

/** Homes that get a device of the customer in a district with power lines, unless options say otherwise. */
export const customersAtFirst = 20

/** Puts devices into homes and makes them known to the head-end; says how many there are. What fails here ends nothing else. */
export async function beginCustomers(
  headEnd: HeadEnd,
  meters: MetersProcess,
  count: number,
): Promise<number | undefined> {
  try {
    const plates = await meters.customers.beginCustomers(count)
    await headEnd.enrolCustomerDevices(plates.map(enrolmentOf))
    return plates.length
  } catch (error) {
    say(`${style.failure('✘')} No devices of customers: ${(error as Error).message}`)
    return undefined
  }
}

function enrolmentOf({ meter, id, aca, initialKey, pod, contractPower }: CustomerPlate) {
  return {
    meter,
    device: { id, maker: 'Ferraris', model: 'virtual 1', aca, initialKey },
    association: {
      pod,
      profile: 'quality' as const,
      operatingKey: 'initial' as const,
      contract: { customerCode: id, vendor: '', phone: '', pesse: 0, contractPower },
    },
  }
}
