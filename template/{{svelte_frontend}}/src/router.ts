import { createRouter } from "sv-router";
import { navigation } from "@/lib/navigation";
import BoardPage from "@/pages/BoardPage.svelte";
import HomePage from "@/pages/HomePage.svelte";
import NotFoundPage from "@/pages/NotFoundPage.svelte";
import SignInPage from "@/pages/SignInPage.svelte";
import SignUpPage from "@/pages/SignUpPage.svelte";

const router = createRouter({
  "/": HomePage,
  "/sign-in": SignInPage,
  "/sign-up": SignUpPage,
  "/boards/:id": BoardPage,
  "*notFound": NotFoundPage,
});
export const { navigate, route } = router;
Object.assign(navigation, router);
