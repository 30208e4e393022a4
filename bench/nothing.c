/* SPDX-License-Identifier: ISC */
/* The tiniest program: what is measured is its start. */
int main(void)
{
    return 0;
}
