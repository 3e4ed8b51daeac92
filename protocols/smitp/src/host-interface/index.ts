export { type ModemInput, openModem, stepModem } from './modem.ts'
export { type ModemHostInput, openModemHost, stepModemHost } from './modem-host.ts'
export { decodeHeardFrame, decodeLinkData, encodeLinkData } from './payloads.ts'
export {
  openSerialLink,
  type SerialLinkOutput,
  type SerialLinkSettings,
  serialLinkDefaults,
  stepSerialLink,
} from './serial-link.ts'
