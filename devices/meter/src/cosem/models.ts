import { conformanceOf } from '@ferraris/dlms'

/** The models of meters: the full one, and one with fewer objects, other instances and fewer services. */
export type MeterModel = 'full' | 'basic'

/** The services that a model offers to every client; a client's rights narrow them down object by object. */
export const conformances = {
  full: conformanceOf(
    'general-protection',
    'general-block-transfer',
    'read',
    'write',
    'unconfirmed-write',
    'priority-mgmt-supported',
    'block-transfer-with-get-or-read',
    'block-transfer-with-set-or-write',
    'block-transfer-with-action',
    'multiple-references',
    'access',
    'parameterized-access',
    'get',
    'set',
    'selective-access',
    'action',
  ),
  basic: conformanceOf(
    'block-transfer-with-get-or-read',
    'block-transfer-with-set-or-write',
    'get',
    'set',
    'selective-access',
    'action',
  ),
} as const satisfies Record<MeterModel, number>

/** The firmware with which the basic model leaves the factory. */
export const basicFirmware = 'BASIC 0.1.0'
