import { associationLn, associationLnV0, associationLnV1, associationLnV2 } from './association-ln.ts'
import { clock } from './clock.ts'
import { dataClass } from './data.ts'
import { demandRegister } from './demand-register.ts'
import { disconnectControl } from './disconnect-control.ts'
import { extendedRegister } from './extended-register.ts'
import type { Attribute, InterfaceClass, Method } from './interface-class.ts'
import { profileGeneric } from './profile-generic.ts'
import { register } from './register.ts'
import { sapAssignment } from './sap-assignment.ts'
import { securitySetup, securitySetupV0 } from './security-setup.ts'

/** Every class of every version that we know, older versions first. */
export const interfaceClasses: readonly InterfaceClass[] = [
  dataClass,
  register,
  extendedRegister,
  demandRegister,
  profileGeneric,
  clock,
  associationLnV0,
  associationLnV1,
  associationLnV2,
  associationLn,
  sapAssignment,
  securitySetupV0,
  securitySetup,
  disconnectControl,
]

/** The class of a version; the newest one if no version is given. `undefined` for what we do not know. */
export function interfaceClassOf(classId: number, version?: number): InterfaceClass | undefined {
  return interfaceClasses.findLast(
    known => known.classId === classId && (version ?? known.version) === known.version,
  )
}

/** Name and declaration of an attribute by its number. */
export const attributeById = (
  of: InterfaceClass,
  id: number,
): [name: string, Attribute<unknown>] | undefined =>
  Object.entries(of.attributes).find(([, attribute]) => attribute.id === id)

/** Name and declaration of a method by its number. */
export const methodById = (of: InterfaceClass, id: number): [name: string, Method<unknown>] | undefined =>
  Object.entries(of.methods).find(([, method]) => method.id === id)
