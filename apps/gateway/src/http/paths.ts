/** Below one enterprise: the guard turns the session into a member of it. */
export const ENTERPRISE = 'api/v1/enterprises/:enterpriseId'
/** Below one team: the member must work in it. */
export const TEAM = `${ENTERPRISE}/teams/:teamId`
