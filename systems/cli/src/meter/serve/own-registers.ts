import { type Data, decodeData, type Obis, obis } from '@ferraris/cosem'
import type { LogicalDevice, Requester } from '@ferraris/dlms/server'
import { obisCodes } from '@ferraris/metering'

/** What a meter tells without having been asked by a client. Those that it lacks are left out. */
const registers = [
  obisCodes.activePowerImport,
  obisCodes.activePowerExport,
  obisCodes.reactivePowerImport,
  obisCodes.reactivePowerExport,
  obisCodes.voltageL1,
  obisCodes.voltageL2,
  obisCodes.voltageL3,
  obisCodes.currentL1,
  obisCodes.currentL2,
  obisCodes.currentL3,
  obisCodes.activeEnergyImport,
  obisCodes.activeEnergyExport,
  obisCodes.reactiveEnergyImport,
  obisCodes.reactiveEnergyExport,
]

/** The meter reads itself, without a client. */
const itself: Requester = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
}

/** An attribute of a meter as the meter itself sees it. */
export function ownAttribute(
  device: LogicalDevice,
  classId: number,
  name: string,
  attributeId: number,
): Data | undefined {
  const value = device.get(itself, { classId, instanceId: obis(name), attributeId })
  return value instanceof Uint8Array ? decodeData(value) : undefined
}

interface OwnRegister {
  readonly obis: Obis
  readonly value: Data
  readonly scalerUnit: Data
}

/** The registers of a meter with their scaler and unit. */
export function ownRegisters(device: LogicalDevice): OwnRegister[] {
  return registers.flatMap(name => {
    const value = ownAttribute(device, 3, name, 2)
    const scalerUnit = ownAttribute(device, 3, name, 3)
    return value === undefined || scalerUnit === undefined ? [] : [{ obis: name, value, scalerUnit }]
  })
}
