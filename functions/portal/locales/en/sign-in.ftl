# Signing in and out.
sign-in-button = Sign in
signing-in-title = Signing in
signing-in-text = You are being taken to the sign-in page.
signing-in-button = Go to the sign-in page
signed-in-title = You are signed in
signed-in-text = Close this tab, go back to the other one and send the form again.
signed-out-title = You are signed out
signed-out-text = You can close this page, or sign in again.
sign-in-again-title = Please sign in again
sign-in-again-text = The sign-in took too long, was started in another browser, or the browser does not accept cookies of this site.
