import { aca } from '@ferraris/smitp/mac'

/** The concentrator itself, where another address would be that of a meter behind it. Our choice: no device has it. */
export const concentratorItself = aca('000000000000')

/** Service access points of an access to a concentrator on site, beside those of DLMS. Our choice. */
export const accessPoints = { server: 0x70, client: 0x70 } as const
