/** The name people see; an operator who ships it under another name changes this line. */
export const PRODUCT_NAME = "Patchbay";
