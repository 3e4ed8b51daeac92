import { realpathSync } from 'node:fs'

/** Where systems have their serial ports. */
const ports = /^(\/dev\/(tty|pts\/|cu\.|rfcomm|serial\/)|COM\d+$|\\\\\.\\COM\d+$)/

/** Whether a path is that of a serial port, or a link to one; of what is not there at present the name decides. */
export function isSerialPort(path: string): boolean {
  try {
    return ports.test(realpathSync(path))
  } catch {
    return ports.test(path) && !path.includes('..')
  }
}
