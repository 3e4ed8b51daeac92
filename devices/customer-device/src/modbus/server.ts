import { isLoopbackHost, listenForRequests } from '@ferraris/transport'
import type { CustomerDevice } from '../customer-device.ts'
import { answerModbus, requestsIn } from './answer.ts'

export interface ModbusOptions {
  readonly device: CustomerDevice
  readonly host: string
  readonly port: number
  /** Addresses of machines that are paired: Modbus knows no other proof. This machine itself always is. */
  readonly paired: readonly string[]
}

const mostConnections = 8
const idleTimeoutMs = 120_000

/** Serves the register map over Modbus TCP, to read. Throws the system's error when the port cannot be had. */
export async function openModbus({ device, host, port, paired }: ModbusOptions) {
  return await listenForRequests({
    host,
    port,
    maxConnections: mostConnections,
    idleTimeoutMs,
    admits: address => isLoopbackHost(address) || paired.includes(address),
    serve(octets) {
      const found = requestsIn(octets)
      if (found === undefined) return undefined
      const answers = found.requests.map(request => answerModbus(request, () => device.view()))
      return { answers, rest: found.rest }
    },
  })
}
