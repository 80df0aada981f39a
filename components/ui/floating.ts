/** The shared look of what opens beside its button: menus and popovers. */
export const FLOATING =
  "z-50 max-h-(--radix-popper-available-height) animate-appear overflow-y-auto overscroll-contain rounded-lg border border-line bg-raised shadow-md outline-none";
