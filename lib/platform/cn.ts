import { type ClassValue, clsx } from "clsx";

/** Joins class names, leaving out what is falsy. A component's `className` places it (margin, width), never restyles it. */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
