import {
  availablePower,
  captured,
  classes,
  event,
  field,
  italian,
  maximumOf,
  measureTime,
  messageTime,
  monthlyOf,
  power,
  producedPower,
  quarterOf,
  reactiveOf,
  register,
  tariffsOf,
} from './fields.ts'
import type { LayoutFile } from './layout.ts'

const text = { longest: 16 } as const
const minVoltage = '1.0.12.3.0.255'
const maxVoltage = '1.0.12.6.0.255'
const watts = { unit: 'W' } as const
const decivolts = { unit: 'V', factor: 0.1 } as const

/**
 * Our layouts, version 0. Which fields each frame has is known from devices in the field; CEI TS 13-83 with their order,
 * types and objects is no public text, so those are our choice: the conventions of Italian gas meters (template number first,
 * big endian, no type octets), objects of IEC 62056-6-1. A file in this form with what the standard says replaces them.
 */
export const ferrarisV0 = {
  name: 'ferraris-v0',
  frames: [
    {
      frame: 1,
      template: 1,
      title: 'quarter of an hour: consumption',
      fields: [
        messageTime,
        measureTime,
        field('tariff', 'unsigned', captured(classes.data, '0.0.96.14.0.255')),
        ...quarterOf(1),
      ],
    },
    {
      frame: 2,
      template: 2,
      title: 'quarter of an hour: production',
      fields: [messageTime, measureTime, ...quarterOf(2)],
    },
    {
      frame: 3,
      template: 3,
      title: 'quarter of an hour: reactive energy while consuming',
      fields: [messageTime, measureTime, ...reactiveOf(5, 8)],
    },
    {
      frame: 4,
      template: 4,
      title: 'quarter of an hour: reactive energy while producing',
      fields: [messageTime, measureTime, ...reactiveOf(7, 6)],
    },
    {
      frame: 5,
      template: 5,
      title: 'day',
      fields: [
        messageTime,
        measureTime,
        ...tariffsOf(1),
        ...maximumOf(1),
        field('credit', 'double-long', italian(148), { unit: 'cent' }),
        field('dayType', 'unsigned', italian(149)),
      ],
    },
    {
      frame: 9,
      template: 9,
      title: 'week: voltage',
      fields: [
        messageTime,
        measureTime,
        field('minVoltage', 'long-unsigned', captured(classes.extendedRegister, minVoltage), decivolts),
        field('minVoltageTime', 'date-time', captured(classes.extendedRegister, minVoltage, 5)),
        field('maxVoltage', 'long-unsigned', captured(classes.extendedRegister, maxVoltage), decivolts),
        field('maxVoltageTime', 'date-time', captured(classes.extendedRegister, maxVoltage, 5)),
        field('within10', 'long-unsigned', italian(150)),
        field('downTo15', 'long-unsigned', italian(151)),
        field('upTo15', 'long-unsigned', italian(152)),
        field('above15', 'long-unsigned', italian(153)),
        field('below15', 'long-unsigned', italian(154)),
      ],
    },
    { frame: 10, template: 10, title: 'month: consumption', fields: monthlyOf(1) },
    { frame: 11, template: 11, title: 'month: production', fields: monthlyOf(2) },
    {
      frame: 20,
      template: 20,
      title: 'contract',
      fields: [
        messageTime,
        ...event,
        field('customerCode', 'visible-string', italian(140), text),
        field('pod', 'visible-string', captured(classes.data, '0.0.96.1.10.255'), { ...text, padded: true }),
        field('pesse', 'unsigned', italian(141)),
        field('vendor', 'visible-string', italian(142), text),
        field('phone', 'visible-string', italian(143), text),
        field('contractStart', 'date', italian(144)),
        field('contractPower', 'double-long-unsigned', italian(145), watts),
        availablePower,
        field('freezingDay', 'date', italian(155)),
        field('gap', 'double-long-unsigned', italian(146), watts),
        field('plate', 'visible-string', captured(classes.data, '0.0.96.1.0.255'), {
          longest: 17,
          padded: true,
        }),
        field('k', 'long-unsigned', captured(classes.data, '1.0.0.4.2.255')),
      ],
    },
    { frame: 21, template: 21, title: 'power has changed', fields: [...event, power] },
    {
      frame: 22,
      template: 22,
      title: 'available power is exceeded',
      fields: [
        ...event,
        power,
        availablePower,
        field('countdown', 'long-unsigned', captured(classes.limiter, '0.0.17.0.0.255', 6), { unit: 's' }),
      ],
    },
    {
      frame: 23,
      template: 23,
      title: 'supply was interrupted',
      fields: [
        ...event,
        field('outageDuration', 'double-long-unsigned', captured(classes.data, '0.0.96.7.19.255'), {
          unit: 's',
        }),
      ],
    },
    {
      frame: 25,
      template: 25,
      title: "the week's threshold of energy is reached",
      fields: [
        ...event,
        field('threshold', 'double-long-unsigned', italian(156), { unit: 'Wh' }),
        field('weekEnergy', 'double-long-unsigned', italian(157), { unit: 'Wh' }),
      ],
    },
    { frame: 41, template: 41, title: 'produced power has changed', fields: [...event, producedPower] },
    {
      frame: 51,
      template: 51,
      title: 'power has changed where there is production, too',
      fields: [
        ...event,
        power,
        field('producedPower', 'double-long-unsigned', register('1.0.2.7.0.255'), watts),
        field('gap', 'double-long-unsigned', italian(146), watts),
      ],
    },
  ],
} as const satisfies LayoutFile
