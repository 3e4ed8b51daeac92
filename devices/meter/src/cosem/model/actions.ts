import { data, encodeData } from '@ferraris/cosem'
import type { SwitchOrder } from '../../store/supply-switch.ts'
import {
  addFunction,
  countEntries,
  insertArrayEntry,
  readEntries,
  removeEntries,
  removeFunction,
  request,
  resetRequests,
  switchFunctions,
  updateArrayEntry,
} from '../control/control-objects.ts'
import { activateImage, initiateTransfer, transferBlock, verifyImage } from '../firmware/image-actions.ts'
import { addParameter, deleteParameter } from '../monitors/monitor-objects.ts'
import { resetPort } from '../network/port-objects.ts'
import {
  activateAccount,
  activatePrices,
  closeAccount,
  invokeCredit,
  resetAccount,
  setAmount,
  takeToken,
  updateAmount,
  updatePrices,
} from '../payment/payment-actions.ts'
import { captureCompact, captureTable, forgetCaptured } from '../profiles/compact-data.ts'
import { captureNow, resetProfile } from '../profiles/user-profile.ts'
import { pushNow, resetPushes } from '../push/push-actions.ts'
import { deleteEntries, enableDisable, executeScript, insertEntry } from '../schedules/schedule-actions.ts'
import {
  activatePolicy,
  agreeKeys,
  exportCertificate,
  generateCertificateRequest,
  generateKeyPair,
  importCertificate,
  removeCertificate,
  transferKeys,
} from '../security/security-actions.ts'
import {
  activateCalendar,
  addMask,
  addRegister,
  deleteMask,
  deleteSpecialDay,
  insertSpecialDay,
} from '../tariffs/calendar-actions.ts'
import { type Action, done } from './action.ts'

function order(name: SwitchOrder): Action {
  return ({ store, now }) =>
    // What is already done is no failure: an order may be repeated by a client that missed the answer.
    store.supply.execute(name, now) || store.supply.isDone(name) ? done : { result: 'temporary-failure' }
}

/** adjust_to_quarter, adjust_to_minute: to the nearest whole one of what the clock shows. */
function adjustTo(seconds: number): Action {
  return ({ store, now }) => {
    store.setClock(Math.round(store.clock.read(now) / seconds) * seconds, now)
    return done
  }
}

/** shift_time: by −900 … 900 seconds (IEC 62056-6-2, class 8, method 6). */
const shiftTime: Action = ({ store, now }, parameter) => {
  if (parameter?.type !== 'long') return { result: 'type-unmatched' }
  if (Math.abs(parameter.value) > 900) return { result: 'other-reason' }
  store.setClock(store.clock.read(now) + parameter.value, now)
  return done
}

/** The machine answers the challenge before an association stands; within one there is nothing to prove any more. */
const alreadyProved: Action = () => ({ result: 'other-reason', data: encodeData(data.nothing()) })

/** The actions by the names that object tables use. */
export const actions = {
  'switch.remoteDisconnect': order('remote-disconnect'),
  'switch.remoteReconnect': order('remote-reconnect'),
  'switch.localDisconnect': order('local-disconnect'),
  'switch.localReconnect': order('local-reconnect'),
  'script.execute': executeScript,
  'schedule.enableDisable': enableDisable,
  'schedule.insert': insertEntry,
  'schedule.delete': deleteEntries,
  'calendar.activate': activateCalendar,
  'specialDays.insert': insertSpecialDay,
  'specialDays.delete': deleteSpecialDay,
  'tariff.addRegister': addRegister,
  'tariff.addMask': addMask,
  'tariff.deleteMask': deleteMask,
  'image.initiate': initiateTransfer,
  'image.blockTransfer': transferBlock,
  'image.verify': verifyImage,
  'image.activate': activateImage,
  'push.now': pushNow,
  'push.reset': resetPushes,
  'compact.capture': captureCompact,
  'table.capture': captureTable,
  'captured.forget': forgetCaptured,
  'user.reset': resetProfile,
  'user.capture': captureNow,
  'parameters.add': addParameter,
  'parameters.delete': deleteParameter,
  'account.activate': activateAccount,
  'account.close': closeAccount,
  'account.reset': resetAccount,
  'credit.update': updateAmount,
  'credit.set': setAmount,
  'credit.invoke': invokeCredit,
  'charge.update': updatePrices,
  'charge.activate': activatePrices,
  'token.enter': takeToken,
  'arbitrator.request': request,
  'arbitrator.reset': resetRequests,
  'functions.set': switchFunctions,
  'functions.add': addFunction,
  'functions.remove': removeFunction,
  'array.count': countEntries,
  'array.read': readEntries,
  'array.insert': insertArrayEntry,
  'array.update': updateArrayEntry,
  'array.remove': removeEntries,
  'port.reset': resetPort,
  'clock.adjustToQuarter': adjustTo(900),
  'clock.adjustToMinute': adjustTo(60),
  'clock.shiftTime': shiftTime,
  'association.replyToHls': alreadyProved,
  'security.activate.reader': activatePolicy('reader'),
  'security.activate.management': activatePolicy('management'),
  'keys.transfer.reader': transferKeys('reader'),
  'keys.transfer.management': transferKeys('management'),
  'keys.agree.reader': agreeKeys('reader'),
  'keys.agree.management': agreeKeys('management'),
  'keyPair.generate': generateKeyPair,
  'certificate.request': generateCertificateRequest,
  'certificate.import': importCertificate,
  'certificate.export': exportCertificate,
  'certificate.remove': removeCertificate,
} satisfies Record<string, Action>

export type ActionName = keyof typeof actions
