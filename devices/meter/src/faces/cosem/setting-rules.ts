import type { Data } from '@ferraris/cosem'
import type { DataAccessResult } from '@ferraris/dlms'
import { restartLimiter } from '../../programme/limiter.ts'
import { TARIFF_SCRIPTS } from '../../programme/tariff-programme.ts'
import { replan } from '../../programme/tariff-switching.ts'
import { numberOf } from '../../programme/watched-value.ts'
import type { Context } from './context.ts'

/** Whether an object can live with a value of the right type: the typed value, and the same as data. */
// biome-ignore lint/suspicious/noExplicitAny: each rule knows the type of the attribute that it stands under
export type SettingRule = (context: Context, value: any, encoded: Data) => DataAccessResult

const isNumber: SettingRule = (_, value: Data) =>
  numberOf(value) === undefined ? 'type-unmatched' : 'success'

/** Restrictions of what is pushed or captured are not known to this meter. */
const isWhole: SettingRule = (_, items: readonly { restriction?: { type: string | number } }[]) =>
  items.every(({ restriction }) => restriction === undefined || restriction.type === 'none')
    ? 'success'
    : 'other-reason'

const isAxdr: SettingRule = (_, { message }: { message: string | number }) =>
  message === 'a-xdr' ? 'success' : 'other-reason'

/** Layers under the client's global keys; signatures and other keys are not made here. */
const isCiphering: SettingRule = (_, layers: readonly { type: string | number; options: PushOptions }[]) =>
  layers.every(({ type, options }) => type !== 'digital-signature' && options.keyInfo.type === 'identified')
    ? 'success'
    : 'other-reason'

type PushOptions = { readonly keyInfo: { readonly type: string | number } }

/** By class and attribute. What has no rule takes every value of its type. */
export const SETTING_RULES: Readonly<Record<number, Readonly<Record<number, SettingRule>>>> = {
  40: { 2: isWhole, 3: isAxdr, 10: isCiphering },
  71: { 4: isNumber, 5: isNumber },
}

/** What follows from a new setting; written together with it. */
export type SettingEffect = (context: Context) => void

const limiting: SettingEffect = ({ programme, object, now }) => restartLimiter(programme, object.obis, now)

const replanning: SettingEffect = ({ programme, now }) => replan(programme, now)

/** By class and attribute. */
export const SETTING_EFFECTS: Readonly<Record<number, Readonly<Record<number, SettingEffect>>>> = {
  6: { 2: replanning, 3: replanning },
  71: { 2: limiting, 4: limiting, 5: limiting, 6: limiting, 7: limiting, 8: limiting, 9: limiting },
  9: { 2: context => context.object.obis === TARIFF_SCRIPTS && replanning(context) },
}
