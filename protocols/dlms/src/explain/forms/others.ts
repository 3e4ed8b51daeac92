import { toHex } from '@ferraris/bytes'
import { conformanceServices } from '../../apdu/conformance.ts'
import { type ConfirmedServiceError, type ExceptionResponse, serviceErrorReason } from '../../apdu/errors.ts'
import type { InitiateRequest, InitiateResponse } from '../../apdu/initiate.ts'
import type { DataNotification } from '../../apdu/notification.ts'
import type { ApduForm } from '../findings.ts'
import { dataOf, hexOrNull, longInvokeIdOf } from './parts.ts'

/** Initiate, errors and notifications as JSON. */
export const others = {
  'initiate-request': (value: InitiateRequest): ApduForm => ({
    apdu: 'initiate-request',
    dedicatedKey: value.dedicatedKey === undefined ? null : toHex(value.dedicatedKey),
    responseAllowed: value.responseAllowed,
    proposedQos: value.proposedQualityOfService ?? null,
    dlmsVersion: value.proposedDlmsVersionNumber,
    conformance: conformanceServices(value.proposedConformance),
    maxReceivePduSize: value.clientMaxReceivePduSize,
  }),
  'initiate-response': (value: InitiateResponse): ApduForm => ({
    apdu: 'initiate-response',
    negotiatedQos: value.negotiatedQualityOfService ?? null,
    dlmsVersion: value.negotiatedDlmsVersionNumber,
    conformance: conformanceServices(value.negotiatedConformance),
    maxReceivePduSize: value.serverMaxReceivePduSize,
    vaaName: value.vaaName,
  }),
  'exception-response': (value: ExceptionResponse): ApduForm => ({ apdu: 'exception-response', ...value }),
  'confirmed-service-error': ({ service, error }: ConfirmedServiceError): ApduForm => ({
    apdu: 'confirmed-service-error',
    service,
    errorType: error.kind,
    error: serviceErrorReason(error),
  }),
  'data-notification': (value: DataNotification): ApduForm => ({
    apdu: 'data-notification',
    longInvokeId: value.longInvokeIdAndPriority & 0xffffff,
    longInvokeIdAndPriority: longInvokeIdOf(value.longInvokeIdAndPriority),
    ...(value.dateTimeTagged && { dateTimeTagged: true }),
    dateTime: hexOrNull(value.dateTime),
    body: dataOf(value.notificationBody),
  }),
  'data-notification-confirm': (value: { longInvokeIdAndPriority: number }): ApduForm => ({
    apdu: 'data-notification-confirm',
    longInvokeId: value.longInvokeIdAndPriority & 0xffffff,
    longInvokeIdAndPriority: longInvokeIdOf(value.longInvokeIdAndPriority),
  }),
}
