/** The operations of one kind of Cloud KMS resource each, separated by spaces. */
type Operations = Readonly<Record<string, string>>;

/** The same operations of several kinds of resource. */
const each = (kinds: string, operations: string): Operations =>
  Object.fromEntries(kinds.split(' ').map((kind) => [kind, operations]));

const location = { locations: 'get list' };
const hsmRead = each('singleTenantHsmInstanceProposals singleTenantHsmInstances', 'get list');

const READ: Operations = {
  ...each('autokeyConfigs ekmConfigs kajPolicyConfigs operations', 'get'),
  ...each('cryptoKeyVersions cryptoKeys ekmConnections importJobs keyHandles keyRings retiredResources', 'get list'),
  ...location,
  ...hsmRead,
};

/** The predefined roles of Cloud KMS as Google documents them, less what they hold of other services: reads of projects. */
const PREDEFINED: Readonly<Record<string, Operations>> = {
  admin: {
    autokeyConfigs: 'get update',
    cryptoKeyVersions:
      'create delete destroy get list restore trustedImportExport update useToDecryptViaDelegation useToEncryptViaDelegation',
    cryptoKeys: 'create delete get getIamPolicy list setIamPolicy update',
    ekmConfigs: 'get getIamPolicy setIamPolicy update',
    ekmConnections: 'create get getIamPolicy list setIamPolicy update use verifyConnectivity',
    importJobs: 'create get getIamPolicy list setIamPolicy useToImport',
    kajPolicyConfigs: 'get update',
    keyHandles: 'create get list',
    keyRings: 'create createTagBinding deleteTagBinding get getIamPolicy list listEffectiveTags listTagBindings setIamPolicy',
    locations: 'get list optOutKeyDeletionMsa',
    operations: 'get',
    projects: 'showEffectiveAutokeyConfig showEffectiveKajEnrollmentConfig showEffectiveKajPolicyConfig',
    retiredResources: 'get list',
    singleTenantHsmInstanceProposals: 'delete get list',
    singleTenantHsmInstances: 'create get list use',
  },
  viewer: { ...READ, protectableResources: 'list' },
  cryptoKeyEncrypterDecrypter: { cryptoKeyVersions: 'useToDecrypt useToEncrypt', ...location },
  cryptoKeyEncrypter: { cryptoKeyVersions: 'useToEncrypt', ...location },
  cryptoKeyDecrypter: { cryptoKeyVersions: 'useToDecrypt', ...location },
  cryptoKeyEncrypterDecrypterViaDelegation: {
    cryptoKeyVersions: 'useToDecryptViaDelegation useToEncryptViaDelegation',
    ...location,
  },
  cryptoKeyEncrypterViaDelegation: { cryptoKeyVersions: 'useToEncryptViaDelegation', ...location },
  cryptoKeyDecrypterViaDelegation: { cryptoKeyVersions: 'useToDecryptViaDelegation', ...location },
  cryptoOperator: {
    cryptoKeyVersions: 'useToDecapsulate useToDecrypt useToEncrypt useToSign useToVerify viewPublicKey',
    locations: 'generateRandomBytes get list',
  },
  decapsulator: { cryptoKeyVersions: 'useToDecapsulate viewPublicKey', ...location },
  publicKeyViewer: { cryptoKeyVersions: 'viewPublicKey', ...location },
  signer: { cryptoKeyVersions: 'useToSign', ...location },
  signerVerifier: { cryptoKeyVersions: 'useToSign useToVerify viewPublicKey', ...location },
  verifier: { cryptoKeyVersions: 'useToVerify viewPublicKey', ...location },
  importer: { importJobs: 'create get list useToImport', ...location },
  expertPqcSigner: { cryptoKeyVersions: 'managePqcSign', ...location },
  expertRawAesCbc: { cryptoKeyVersions: 'manageRawAesCbcKeys', ...location },
  expertRawAesCtr: { cryptoKeyVersions: 'manageRawAesCtrKeys', ...location },
  expertRawPKCS1: { cryptoKeyVersions: 'manageRawPKCS1Keys', ...location },
  autokeyAdmin: { autokeyConfigs: 'get update', projects: 'showEffectiveAutokeyConfig' },
  autokeyUser: { keyHandles: 'create get list', operations: 'get', projects: 'showEffectiveAutokeyConfig' },
  ekmConnectionsAdmin: { ekmConfigs: 'get update', ekmConnections: 'create get list update verifyConnectivity' },
  encryptionDashboardViewer: { cryptoKeys: 'list', protectableResources: 'list' },
  protectedResourcesViewer: { protectedResources: 'search' },
  hsmSingleTenantExecutor: { operations: 'get', ...hsmRead, singleTenantHsmInstanceProposals: 'execute get list' },
  hsmSingleTenantKeyCreator: { singleTenantHsmInstances: 'get list use' },
  hsmSingleTenantProposer: {
    operations: 'get',
    singleTenantHsmInstanceProposals: 'create delete get list',
    singleTenantHsmInstances: 'create get list',
  },
  hsmSingleTenantQuorumMember: { operations: 'get', ...hsmRead, singleTenantHsmInstanceProposals: 'approve get list' },
  keyAccessJustificationsEnrollmentConfigViewer: { projects: 'showEffectiveKajEnrollmentConfig' },
  keyAccessJustificationsPolicyConfigAdmin: { kajPolicyConfigs: 'get update', projects: 'showEffectiveKajPolicyConfig' },
  serviceAgent: { cryptoKeys: 'create getIamPolicy setIamPolicy', keyRings: 'create get' },
  orgServiceAgent: {},
};

/** As far as Cloud KMS goes. An editor makes and changes keys, but neither uses, destroys nor shares them. */
const VIEWER: Operations = {
  ...READ,
  cryptoKeys: 'get getIamPolicy list',
  ekmConfigs: 'get getIamPolicy',
  ekmConnections: 'get getIamPolicy list verifyConnectivity',
  importJobs: 'get getIamPolicy list',
  keyRings: 'get getIamPolicy list listEffectiveTags listTagBindings',
  locations: 'generateRandomBytes get list',
  projects: 'showEffectiveAutokeyConfig',
  protectedResources: 'search',
};
const EDITOR: Operations = {
  ...VIEWER,
  autokeyConfigs: 'get update',
  cryptoKeyVersions: 'create delete get list update',
  cryptoKeys: 'create delete get getIamPolicy list update',
  ekmConfigs: 'get getIamPolicy update',
  ekmConnections: 'create get getIamPolicy list update use verifyConnectivity',
  importJobs: 'create get getIamPolicy list useToImport',
  keyHandles: 'create get list',
  keyRings: 'create get getIamPolicy list listEffectiveTags listTagBindings',
};

const spelled = (role: Operations): string[] =>
  Object.entries(role).flatMap(([kind, operations]) => operations.split(' ').map((name) => `cloudkms.${kind}.${name}`));

/** Beyond Cloud KMS, what an owner may do to a key by way of its project. */
const OF_OWNERS = ['resourcemanager.projects.setIamPolicy', 'resourcemanager.projects.delete', 'iam.roles.update'];

const TABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(PREDEFINED).map(([name, role]): [string, string[]] => [`roles/cloudkms.${name}`, spelled(role)]),
  ['roles/viewer', spelled(VIEWER)],
  ['roles/editor', spelled(EDITOR)],
  // An owner holds whatever any of the others does.
  ['roles/owner', [...new Set([...Object.values(PREDEFINED), VIEWER, EDITOR].flatMap(spelled)), ...OF_OWNERS]],
]);

/** What a role of Google's own gives on Cloud KMS, for where its definition was not read; undefined for any other role. */
export const knownGoogleRole = (role: string): readonly string[] | undefined => TABLE.get(role);
