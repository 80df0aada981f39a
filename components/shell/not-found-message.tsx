import { getTranslations } from "next-intl/server";

/** The one answer for what does not exist and for what is somebody else's. */
export async function NotFoundMessage() {
  const t = await getTranslations("common.notFound");
  return (
    <div className="mx-auto flex min-h-full max-w-md flex-col items-start justify-center gap-3 px-6">
      <title>{t("title")}</title>
      <h1 className="text-xl">{t("title")}</h1>
      <p className="text-muted">{t("description")}</p>
      {/* A plain link: this message belongs to every page, and should not bring code to each. */}
      <a className="mt-2 font-medium text-accent-text underline-offset-4 hover:underline" href="/new">
        {t("home")}
      </a>
    </div>
  );
}
