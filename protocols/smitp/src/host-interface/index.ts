export { type ModemInput, openModem, stepModem } from './modem.ts'
export { type ModemHostInput, openModemHost, stepModemHost } from './modem-host.ts'
export type { SerialLinkSettings } from './serial-link.ts'
