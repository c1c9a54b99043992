/** The entry of sessionStorage that holds the token of the operator’s session. */
export const STORAGE_NAME = 'KAIXU_ADMIN_TOKEN'
