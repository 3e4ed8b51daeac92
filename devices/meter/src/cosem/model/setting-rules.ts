import { type Data, data } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import { tariffScripts } from '../../store/tariffs/tariff-programme.ts'
import { isHarmless } from '../control/control-objects.ts'
import { restartLimiter } from '../limiter/limiter.ts'
import { numberOf } from '../monitors/watched-value.ts'
import { settle } from '../payment/balance.ts'
import type { UnitCharge } from '../payment/charges.ts'
import { restartProfile } from '../profiles/user-captures.ts'
import { isComputed } from '../profiles/user-profile.ts'
import { replan } from '../tariffs/tariff-switching.ts'
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

/** What is captured must not be captured itself: buffers of buffers would never come to an end. */
const isCapturable: SettingRule = (context, items: readonly Captured[]) =>
  items.length <= mostColumns && items.every(({ classId }) => ![7, 61, 62, 65].includes(classId))
    ? isWhole(context, items, data.nothing())
    : 'other-reason'

type Captured = { readonly classId: number }
const mostColumns = 64

const isProfileColumn: SettingRule = ({ objects }, columns: readonly CaptureObject[]) =>
  columns.length > 0 && columns.length <= mostColumns && columns.every(column => isComputed(objects, column))
    ? 'success'
    : 'other-reason'

/** Full minutes that divide a day, so that periods begin where people expect it. */
const isPeriod: SettingRule = (_, period: number) =>
  period >= 60 && 86_400 % period === 0 ? 'success' : 'other-reason'
const isPeriodOrNone: SettingRule = (context, period: number, encoded) =>
  period === 0 ? 'success' : isPeriod(context, period, encoded)

const isPeriodCount: SettingRule = (_, count: number) =>
  count >= 1 && count <= 60 ? 'success' : 'other-reason'

/** What is looked at again and again is one number. */
const isWatchable: SettingRule = (_, { classId }: Captured) =>
  [0, 1, 3, 4, 5].includes(classId) ? 'success' : 'other-reason'

/** A register table takes registers. */
const isCell: SettingRule = (_, { classId, groupE }: { classId: number; groupE: readonly number[] }) =>
  [1, 3, 4, 5].includes(classId) && groupE.length <= mostColumns ? 'success' : 'other-reason'

/** A manager of arrays that managed itself, or what is captured, would change under its own hands. */
const isManageable: SettingRule = (_, list: readonly { target: { classId: number } }[]) =>
  list.every(({ target }) => ![7, 61, 62, 65, 123].includes(target.classId)) ? 'success' : 'other-reason'

const isHarmlessList: SettingRule = (_, list: Parameters<typeof isHarmless>[0][]) =>
  list.length <= 32 && list.every(isHarmless) ? 'success' : 'other-reason'

/** A port that is closed for good could be opened by nobody. */
const isReversible: SettingRule = (_, mode: string | number) =>
  mode === 'unlocked' || mode === 'locked-on-failed-attempts' ? 'success' : 'other-reason'

/** Scales within which amounts stay exact. */
function isScale(scale: number): boolean {
  return Math.abs(scale) <= 6
}
const isCurrency: SettingRule = (_, { scale }: { scale: number }) =>
  isScale(scale) ? 'success' : 'other-reason'
const isPrice: SettingRule = (_, { scaling, table }: UnitCharge) =>
  isScale(scaling.priceScale) && isScale(scaling.commodityScale) && table.length <= 5
    ? 'success'
    : 'other-reason'
const isChargePeriod: SettingRule = (_, period: number) =>
  period >= 60 && period <= 31 * 86_400 ? 'success' : 'other-reason'

/** By class and attribute. What has no rule takes every value of its type. */
export const settingRules: Readonly<Record<number, Readonly<Record<number, SettingRule>>>> = {
  5: { 8: isPeriod, 9: isPeriodCount },
  7: { 3: isProfileColumn, 4: isPeriodOrNone },
  21: { 3: isWatchable },
  40: { 2: isWhole, 3: isAxdr, 10: isCiphering },
  61: { 3: isCell },
  62: { 3: isCapturable },
  65: { 4: isCapturable },
  111: { 15: isCurrency },
  122: { 3: isHarmlessList },
  123: { 2: isManageable },
  124: { 2: isReversible },
  113: { 6: isPrice, 8: isChargePeriod },
  71: { 2: isWatchable, 4: isNumber, 5: isNumber },
}

/** What has to be done before a setting changes; written together with it. */
export const settingPreparations: Readonly<Record<number, SettingEffect>> = {
  // What was used so far is charged at the prices and periods of before.
  111: ({ automation, now }) => settle(automation, now),
  112: ({ automation, now }) => settle(automation, now),
  113: ({ automation, now }) => settle(automation, now),
}

/** What follows from a new setting; written together with it. */
export type SettingEffect = (context: Context) => void

const limiting: SettingEffect = ({ automation, object, now }) => restartLimiter(automation, object.obis, now)

const emptying: SettingEffect = ({ automation, object, now }) => restartProfile(automation, object.obis, now)

const replanning: SettingEffect = ({ automation, now }) => replan(automation, now)

/** By class and attribute. */
export const settingEffects: Readonly<Record<number, Readonly<Record<number, SettingEffect>>>> = {
  7: { 3: emptying, 4: emptying },
  6: { 2: replanning, 3: replanning },
  71: { 2: limiting, 4: limiting, 5: limiting, 6: limiting, 7: limiting, 8: limiting, 9: limiting },
  9: { 2: context => context.object.obis === tariffScripts && replanning(context) },
}
