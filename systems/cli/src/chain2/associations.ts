import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'

interface Association {
  readonly endDevice: string
  readonly device: string
  readonly role: string
  readonly pod: string
  readonly frames: readonly number[]
  readonly gap: number
  readonly weeklyThreshold: number
  readonly state: string
  readonly detail: string | null
}

interface AssociateOptions extends AskOptions {
  readonly pod: string
  readonly profile: string
  readonly role: string
  readonly contractPower: number
  readonly customerCode: string
  readonly vendor: string
  readonly phone: string
  readonly pesse: number
  readonly weeklyThreshold?: number
  readonly initialKey?: boolean
}

function pathOf(meter: string): string {
  return `/end-devices/${encodeURIComponent(meter)}/customer-device`
}

/** `chain2 associate`. */
export async function associate(meter: string, device: string, given: AssociateOptions): Promise<void> {
  const { headEnd, json, pod, profile, role, weeklyThreshold, initialKey, ...rest } = given
  const { customerCode, vendor, phone, pesse, contractPower } = rest
  const request = {
    device,
    role,
    pod,
    profile,
    contract: { customerCode, vendor, phone, pesse, contractPower },
    ...(weeklyThreshold !== undefined && { weeklyThreshold }),
    ...(initialKey === true && { operatingKey: 'initial' }),
  }
  tell(json, await new HeadEndDoor(headEnd).put(pathOf(meter), request, `the device of ${meter}`))
}

interface ChangeOptions extends AskOptions {
  readonly profile?: string
  readonly gap?: number
  readonly weeklyThreshold?: number
  readonly newKeys?: boolean
}

/** `chain2 change`. */
export async function change(meter: string, { headEnd, json, ...given }: ChangeOptions): Promise<void> {
  const { profile, gap, weeklyThreshold, newKeys } = given
  const request = {
    ...(profile !== undefined && { profile }),
    ...(gap !== undefined && { gap }),
    ...(weeklyThreshold !== undefined && { weeklyThreshold }),
    ...(newKeys === true && { newKeys }),
  }
  tell(json, await new HeadEndDoor(headEnd).patch(pathOf(meter), request, `the device of ${meter}`))
}

/** `chain2 revoke`. */
export async function revoke(meter: string, { headEnd, json }: AskOptions): Promise<void> {
  tell(json, await new HeadEndDoor(headEnd).delete(pathOf(meter), `the device of ${meter}`))
}

/** `chain2 show`. */
export async function showAssociation(meter: string, { headEnd, json }: AskOptions): Promise<void> {
  tell(json, await new HeadEndDoor(headEnd).get(pathOf(meter), `the device of ${meter}`))
}

function tell(json: boolean | undefined, answer: object): void {
  const its = answer as Association
  show(json, its, () => {
    const threshold = its.weeklyThreshold > 0 ? `, told at ${its.weeklyThreshold} Wh a week` : ''
    const why = its.detail === null ? '' : `\n  ${its.detail}`
    return `${print.name(its.endDevice)} → ${its.device} (${its.role}, ${its.pod}): ${its.state}
  frames ${its.frames.join(', ')}; ${its.gap} W${threshold}${why}`
  })
}
