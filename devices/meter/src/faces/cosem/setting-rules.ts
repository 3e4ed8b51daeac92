import type { Data } from '@ferraris/cosem'
import type { DataAccessResult } from '@ferraris/dlms'
import { TARIFF_SCRIPTS } from '../../programme/tariff-programme.ts'
import { replan } from '../../programme/tariff-switching.ts'
import type { Context } from './context.ts'

/** Whether an object can live with a value of the right type: the typed value, and the same as data. */
// biome-ignore lint/suspicious/noExplicitAny: each rule knows the type of the attribute that it stands under
export type SettingRule = (context: Context, value: any, encoded: Data) => DataAccessResult

/** By class and attribute. What has no rule takes every value of its type. */
export const SETTING_RULES: Readonly<Record<number, Readonly<Record<number, SettingRule>>>> = {}

/** What follows from a new setting; written together with it. */
export type SettingEffect = (context: Context) => void

const replanning: SettingEffect = ({ programme, now }) => replan(programme, now)

/** By class and attribute. */
export const SETTING_EFFECTS: Readonly<Record<number, Readonly<Record<number, SettingEffect>>>> = {
  6: { 2: replanning, 3: replanning },
  9: { 2: context => context.object.obis === TARIFF_SCRIPTS && replanning(context) },
}
