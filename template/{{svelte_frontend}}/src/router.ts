import { createRouter } from "sv-router";
import BoardPage from "@/pages/BoardPage.svelte";
import HomePage from "@/pages/HomePage.svelte";
import NotFoundPage from "@/pages/NotFoundPage.svelte";
import SignInPage from "@/pages/SignInPage.svelte";
import SignUpPage from "@/pages/SignUpPage.svelte";

export const { navigate, route } = createRouter({
  "/": HomePage,
  "/sign-in": SignInPage,
  "/sign-up": SignUpPage,
  "/boards/:id": BoardPage,
  "*notFound": NotFoundPage,
});
