export { activityCalendar, dayProfile, season, weekProfile } from './activity-calendar.ts'
export { arbitrator } from './arbitrator.ts'
export { arrayManager } from './array-manager.ts'
export {
  associatedPartners,
  associationLn,
  associationLnV0,
  associationLnV1,
  associationLnV2,
  associationStatus,
  associationUser,
  xdlmsContext,
} from './association-ln.ts'
export {
  associationSn,
  associationSnV0,
  associationSnV1,
  associationSnV2,
  associationSnV3,
  shortNameListElement,
} from './association-sn.ts'
export { clock, clockBase } from './clock.ts'
export { communicationPortProtection } from './communication-port-protection.ts'
export { captureMethod, compactData, compactDataV0 } from './compact-data.ts'
export { dataClass as data } from './data.ts'
export { dataProtection, keyInfo, protectionParameters } from './data-protection.ts'
export { demandRegister } from './demand-register.ts'
export { controlState, disconnectControl } from './disconnect-control.ts'
export { extendedRegister } from './extended-register.ts'
export { functionControl } from './function-control.ts'
export { imageTransfer, imageTransferStatus } from './image-transfer.ts'
export { gprsModemSetup } from './internet/gprs-modem-setup.ts'
export { gsmDiagnostic, gsmDiagnosticV0, gsmDiagnosticV1 } from './internet/gsm-diagnostic.ts'
export { ipv4Setup } from './internet/ipv4-setup.ts'
export { ipv6Setup } from './internet/ipv6-setup.ts'
export { macAddressSetup } from './internet/mac-address-setup.ts'
export { pppSetup } from './internet/ppp-setup.ts'
export { smtpSetup } from './internet/smtp-setup.ts'
export { tcpUdpSetup } from './internet/tcp-udp-setup.ts'
export { limiter } from './limiter.ts'
export { mBusClient, mBusClientV0 } from './m-bus/m-bus-client.ts'
export { mBusMasterPortSetup } from './m-bus/m-bus-master-port-setup.ts'
export { mBusSlavePortSetup } from './m-bus/m-bus-slave-port-setup.ts'
export { measurementDataMonitoring } from './measurement-data-monitoring.ts'
export { parameterMonitor, parameterMonitorV0 } from './parameter-monitor.ts'
export { account, accountMode, accountStatus } from './payment/account.ts'
export { charge, chargeType, unitCharge } from './payment/charge.ts'
export { credit, creditStatus, creditType } from './payment/credit.ts'
export { tokenGateway, tokenStatus } from './payment/token-gateway.ts'
export { g3AdaptationLayerSetup, g3MacLayerCounters, g3MacSetup, g3MacSetupV2 } from './plc/g3.ts'
export { llcType1Setup, llcType2Setup, llcType3Setup } from './plc/llc.ts'
export {
  primeApplicationIdentification,
  primeLlcSscsSetup,
  primeMacCounters,
  primeMacFunctionalParameters,
  primeMacNetworkAdministrationData,
  primeMacSetup,
  primePhysicalLayerCounters,
} from './plc/prime.ts'
export {
  iec61334LlcSetup,
  sFskActiveInitiator,
  sFskMacCounters,
  sFskMacSynchronizationTimeouts,
  sFskPhyMacSetup,
  sFskReportingSystemList,
} from './plc/s-fsk.ts'
export { autoAnswer, autoAnswerV0 } from './ports/auto-answer.ts'
export { autoConnect, autoConnectV1 } from './ports/auto-connect.ts'
export { iecHdlcSetup, iecHdlcSetupV0 } from './ports/iec-hdlc-setup.ts'
export { iecLocalPortSetup, iecLocalPortSetupV0 } from './ports/iec-local-port-setup.ts'
export { iecTwistedPairSetup } from './ports/iec-twisted-pair-setup.ts'
export { modemConfiguration, modemConfigurationV0 } from './ports/modem-configuration.ts'
export { profileGeneric, sortMethod } from './profile-generic.ts'
export {
  pushOperationMethod,
  pushSetup,
  pushSetupV0,
  pushSetupV1,
  pushSetupV2,
  sendDestination,
} from './push-setup.ts'
export { register } from './register.ts'
export { registerActivation } from './register-activation.ts'
export { registerMonitor } from './register-monitor.ts'
export { registerTable } from './register-table.ts'
export { sapAssignment, sapItem } from './sap-assignment.ts'
export { schedule, scheduleEntry } from './schedule.ts'
export { script, scriptAction, scriptService, scriptTable } from './script-table.ts'
export {
  certificateInfo,
  keyId,
  securityPolicy,
  securityPolicyBits,
  securitySetup,
  securitySetupV0,
  securitySuite,
} from './security-setup.ts'
export { sensorManager } from './sensor-manager.ts'
export { scheduleType, singleActionSchedule } from './single-action-schedule.ts'
export { specialDay, specialDaysTable } from './special-days-table.ts'
export { statusMapping } from './status-mapping.ts'
export { utilityTables } from './utility-tables.ts'
